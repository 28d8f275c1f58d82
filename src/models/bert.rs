//! BERT, the network: token numbers in, one vector per token out.
//!
//! Several texts go through together, laid end to end: everything but attention treats each token by
//! itself, and attention is taken text by text. So there is neither padding nor mask, and the vectors of a
//! text do not depend on its neighbours (`embedder/tests.rs` asserts it).
//!
//! Each product is written `weight · statesᵀ`: with the few tokens of a question it is twice as fast in
//! candle as `states · weightᵀ`, and with a long passage it is the same.

use crate::strings::s;
use candle_core::{Device, IndexOp, Result as CandleResult, Tensor};
use candle_nn::{Embedding, LayerNorm, Module};
use serde::Deserialize;

use super::error::ModelError;
use super::fused::{Bias, BiasAndResidual, Softmax};
use super::weights::Weights;

/// What is read of `config.json`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct BertConfig {
    pub(super) model_type: String,
    pub(super) hidden_act: String,
    pub(super) hidden_size: usize,
    pub(super) intermediate_size: usize,
    pub(super) layer_norm_eps: f64,
    pub(super) max_position_embeddings: usize,
    pub(super) num_attention_heads: usize,
    pub(super) num_hidden_layers: usize,
    pub(super) type_vocab_size: usize,
    pub(super) vocab_size: usize,
    pub(super) position_embedding_type: Option<String>,
}

impl BertConfig {
    /// What this program cannot compute, if anything.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let positions = self.position_embedding_type.as_deref().unwrap_or("absolute");
        match () {
            () if self.model_type != "bert" => Some(s("model.fault.type")),
            () if self.hidden_act != "gelu" => Some(s("model.fault.activation")),
            () if positions != "absolute" => Some(s("model.fault.positions")),
            () if self.num_attention_heads == 0 => Some(s("model.fault.no_heads")),
            () if !self.hidden_size.is_multiple_of(self.num_attention_heads) => Some(s("model.fault.heads")),
            () if self.type_vocab_size == 0 => Some(s("model.fault.no_types")),
            () => None,
        }
    }
}

/// The network with its weights.
pub(super) struct Bert {
    words: Embedding,
    /// `[positions, hidden]`.
    positions: Embedding,
    /// `[hidden]`: token type 0, the only one used, added to every token.
    kind: Tensor,
    norm: LayerNorm,
    layers: Vec<Layer>,
}

/// Attention, then two dense layers, each with its residual sum and normalisation.
struct Layer {
    heads: usize,
    qkv: Dense,
    attended: Dense,
    attended_norm: LayerNorm,
    wide: Dense,
    narrow: Dense,
    narrow_norm: LayerNorm,
}

impl Bert {
    /// Takes the tensors by the names that the transformers library gives them.
    pub(super) fn load(weights: &Weights<'_>, config: &BertConfig) -> Result<Self, ModelError> {
        let hidden = config.hidden_size;
        let table = |name: &str, rows: usize| {
            weights.tensor(&format!("embeddings.{name}_embeddings.weight"), &[rows, hidden])
        };
        Ok(Self {
            words: Embedding::new(table("word", config.vocab_size)?, hidden),
            positions: Embedding::new(table("position", config.max_position_embeddings)?, hidden),
            kind: table("token_type", config.type_vocab_size)?.i(0).map_err(engine)?,
            norm: norm(weights, "embeddings.LayerNorm", config)?,
            layers: (0..config.num_hidden_layers)
                .map(|at| Layer::load(weights, &format!("encoder.layer.{at}"), config))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The same embeddings, shared, under other layers: those of `weights` named `<prefix>.0`, `<prefix>.1` and so on, `count`
    /// of them.
    pub(super) fn under(
        &self,
        (weights, prefix, count): (&Weights<'_>, &str, usize),
        config: &BertConfig,
    ) -> Result<Self, ModelError> {
        let named = |at: usize| format!("{prefix}.{at}");
        Ok(Self {
            words: self.words.clone(),
            positions: self.positions.clone(),
            kind: self.kind.clone(),
            norm: self.norm.clone(),
            layers: (0..count)
                .map(|at| Layer::load(weights, &named(at), config))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The vectors of every token, `[tokens, hidden]`, text after text. No text may be empty or longer than
    /// the positions of the model.
    pub(super) fn forward(&self, texts: &[Vec<u32>]) -> Result<Tensor, ModelError> {
        self.run(texts).map_err(engine)
    }

    fn run(&self, texts: &[Vec<u32>]) -> CandleResult<Tensor> {
        let tokens = Tensor::new(texts.concat(), &Device::Cpu)?;
        let positions: Vec<u32> = texts.iter().flat_map(|text| 0..text.len() as u32).collect();
        let positions = self.positions.forward(&Tensor::new(positions, &Device::Cpu)?)?;
        let states = self.words.forward(&tokens)?;
        states.inplace_op3(&self.kind, &positions, &BiasAndResidual)?;
        let mut states = self.norm.forward(&states)?;
        let lengths: Vec<usize> = texts.iter().map(Vec::len).collect();
        for layer in &self.layers {
            states = layer.run(&states, &lengths)?;
        }
        Ok(states)
    }
}

impl Layer {
    fn load(weights: &Weights<'_>, prefix: &str, config: &BertConfig) -> Result<Self, ModelError> {
        let (hidden, inner) = (config.hidden_size, config.intermediate_size);
        let dense =
            |name: &str, rows, columns| Dense::load(weights, &format!("{prefix}.{name}"), [rows, columns]);
        let query = dense("attention.self.query", hidden, hidden)?;
        let key = dense("attention.self.key", hidden, hidden)?;
        let value = dense("attention.self.value", hidden, hidden)?;
        Ok(Self {
            heads: config.num_attention_heads,
            qkv: Dense::stack(&[query, key, value]).map_err(engine)?,
            attended: dense("attention.output.dense", hidden, hidden)?,
            attended_norm: norm(weights, &format!("{prefix}.attention.output.LayerNorm"), config)?,
            wide: dense("intermediate.dense", inner, hidden)?,
            narrow: dense("output.dense", hidden, inner)?,
            narrow_norm: norm(weights, &format!("{prefix}.output.LayerNorm"), config)?,
        })
    }

    fn run(&self, states: &Tensor, lengths: &[usize]) -> CandleResult<Tensor> {
        let attended = self.attended.product(&self.attend(states, lengths)?)?.t()?.contiguous()?;
        attended.inplace_op3(&self.attended.bias, states, &BiasAndResidual)?;
        let states = self.attended_norm.forward(&attended)?;

        let wide = self.wide.product(&states.t()?)?;
        wide.inplace_op2(&self.wide.bias, &Bias { gelu: true })?;
        let narrow = self.narrow.product(&wide)?.t()?.contiguous()?;
        narrow.inplace_op3(&self.narrow.bias, &states, &BiasAndResidual)?;
        self.narrow_norm.forward(&narrow)
    }

    /// `[tokens, hidden]` → `[hidden, tokens]`: each token looks at the tokens of its own text.
    fn attend(&self, states: &Tensor, lengths: &[usize]) -> CandleResult<Tensor> {
        let (tokens, hidden) = states.dims2()?;
        let heads = self.heads;
        let softmax = Softmax { scale: ((hidden / heads) as f32).sqrt().recip() };
        let qkv = self.qkv.product(&states.t()?)?;
        qkv.inplace_op2(&self.qkv.bias, &Bias { gelu: false })?;
        let qkv = qkv.reshape((3 * heads, hidden / heads, tokens))?;
        let mut start = 0;
        let mut texts = Vec::with_capacity(lengths.len());
        for &length in lengths {
            let text = qkv.narrow(2, start, length)?;
            let (query, key, value) = (text.i(..heads)?, text.i(heads..2 * heads)?, text.i(2 * heads..)?);
            let share = query.t()?.matmul(&key)?;
            share.inplace_op1(&softmax)?;
            texts.push(value.matmul(&share.t()?)?.reshape((hidden, length))?);
            start += length;
        }
        if texts.len() == 1 { Ok(texts.swap_remove(0)) } else { Tensor::cat(&texts, 1) }
    }
}

/// A matrix `[outputs, inputs]` and its bias `[outputs]`.
struct Dense {
    weight: Tensor,
    bias: Tensor,
}

impl Dense {
    fn load(weights: &Weights<'_>, name: &str, shape: [usize; 2]) -> Result<Self, ModelError> {
        let weight = weights.tensor(&format!("{name}.weight"), &shape)?;
        let bias = weights.tensor(&format!("{name}.bias"), &shape[..1])?;
        Ok(Self { weight, bias })
    }

    /// One layer that gives the outputs of all.
    fn stack(layers: &[Dense]) -> CandleResult<Self> {
        let weights: Vec<&Tensor> = layers.iter().map(|layer| &layer.weight).collect();
        let biases: Vec<&Tensor> = layers.iter().map(|layer| &layer.bias).collect();
        Ok(Self { weight: Tensor::cat(&weights, 0)?, bias: Tensor::cat(&biases, 0)? })
    }

    /// `[inputs, tokens]` → `[outputs, tokens]`, without the bias.
    fn product(&self, columns: &Tensor) -> CandleResult<Tensor> {
        self.weight.matmul(columns)
    }
}

fn norm(weights: &Weights<'_>, name: &str, config: &BertConfig) -> Result<LayerNorm, ModelError> {
    let part = |part: &str| weights.tensor(&format!("{name}.{part}"), &[config.hidden_size]);
    Ok(LayerNorm::new(part("weight")?, part("bias")?, config.layer_norm_eps))
}

/// candle's message, without its backtrace.
pub(super) fn engine(error: candle_core::Error) -> ModelError {
    ModelError::Engine { cause: error.to_string().lines().next().unwrap_or_default().to_owned() }
}

#[cfg(test)]
mod tests;
