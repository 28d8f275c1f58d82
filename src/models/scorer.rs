//! The scorer: does this passage answer this question? Layers of their own over the encoder's word vectors read the
//! question, the passage's nearest known question and the passage as one text; the first token's state gives the
//! score. How it is trained: `models/training/scorer.py`.

use std::path::Path;

use candle_core::Tensor;
use tokenizers::Tokenizer;

use super::bert::{Bert, BertConfig, engine};
use super::embedder::{Evidence, Role};
use super::encoder::ids;
use super::error::ModelError;
use super::manifest::Model;
use super::weights::Weights;
use super::worker::{Batch, Network};

/// Tokens of the question, of the known question and of the passage, special tokens included: as in training.
const MOST: [usize; 3] = [64, 40, 112];
/// Of each of them too long, the tokens kept at its end: what a long story asks stands there.
const END: [usize; 3] = [48, 1, 1];

/// Between the three texts on their way to the thread.
const BETWEEN: char = '\u{1f}';

/// Name of its layers in its file, before their number.
pub(super) const LAYERS: &str = "scorer.layer";

/// A loaded scorer.
pub(super) struct Scorer {
    tokenizer: Tokenizer,
    /// The whole network, or what embeds for [`Scorer::above`].
    bert: Bert,
    above: Option<Box<dyn Above>>,
    head: Vec<f32>,
    bias: f32,
    /// Positions that the network has.
    positions: usize,
}

/// The scorer's layers by another engine.
pub(super) trait Above: Send {
    /// Of the embedded tokens of one text, `[tokens, hidden]`, the state of the first one above the last layer.
    fn first(&self, embedded: &Tensor) -> Result<Vec<f32>, ModelError>;
}

/// How many layers a scorer's file has.
pub(super) fn layers(weights: &Weights<'_>) -> usize {
    (0..).take_while(|at| weights.has(&format!("{LAYERS}.{at}.output.dense.weight"))).count()
}

impl Scorer {
    /// The scorer of a model, if it has one, over the embeddings of its encoder; its own layers are not loaded where there are
    /// others `above`.
    pub(super) fn load(
        (models_dir, model): (&Path, &Model),
        (encoder, config): (&Bert, &BertConfig),
        (tokenizer, above): (&Tokenizer, Option<Box<dyn Above>>),
    ) -> Result<Option<Self>, ModelError> {
        let Some(entry) = &model.files.scorer else { return Ok(None) };
        let (path, bytes) = (model.path(models_dir, entry), model.read(models_dir, entry)?);
        let weights = Weights::open(&path, &bytes)?;
        let count = if above.is_some() { 0 } else { layers(&weights) };
        let bias = weights.tensor("scorer.head.bias", &[1])?.to_vec1::<f32>().map_err(engine)?;
        let head = weights.tensor("scorer.head.weight", &[1, config.hidden_size])?;
        Ok(Some(Self {
            tokenizer: tokenizer.clone(),
            bert: encoder.under((&weights, LAYERS, count), config)?,
            above,
            head: head.flatten_all().and_then(|head| head.to_vec1()).map_err(engine)?,
            bias: bias[0],
            positions: config.max_position_embeddings,
        }))
    }
}

/// A pair as one text for the thread.
pub(super) fn joined(question: &str, passage: &Evidence) -> String {
    let clean = |text: &str| text.replace(BETWEEN, " ");
    [clean(question), clean(&passage.known), clean(&passage.text)].join(&BETWEEN.to_string())
}

impl Network for Scorer {
    fn tokens(&self, _: Role, pair: &str) -> Result<Vec<u32>, ModelError> {
        let mut all = Vec::new();
        for ((part, most), end) in pair.split(BETWEEN).zip(MOST).zip(END) {
            let mut ids = ids(&self.tokenizer, part)?;
            if ids.len() > most {
                ids.drain(most - end..ids.len() - end);
            }
            // The first token stands once, before the question.
            all.extend(if all.is_empty() { &ids[..] } else { &ids[1..] });
        }
        all.truncate(self.positions);
        Ok(all)
    }

    fn vectors(&self, batch: &Batch<'_>) -> Result<Vec<Vec<f32>>, ModelError> {
        let states = self.bert.forward(&batch.tokens)?;
        let mut start = 0;
        let mut logits = Vec::with_capacity(batch.tokens.len());
        for pair in &batch.tokens {
            let own = |length: usize| states.narrow(0, start, length).map_err(engine);
            let first = match &self.above {
                Some(above) => above.first(&own(pair.len())?)?,
                None => own(1)?.flatten_all().and_then(|state| state.to_vec1()).map_err(engine)?,
            };
            let logit = first.iter().zip(&self.head).map(|(a, b)| a * b).sum::<f32>() + self.bias;
            logits.push(vec![logit]);
            start += pair.len();
        }
        Ok(logits)
    }

    fn dimensions(&self) -> usize {
        1
    }
}
