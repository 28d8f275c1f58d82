//! BERT as an ONNX model: the same calculation as `bert.rs`, written down for another engine. Weights are 32-bit floats.
//!
//! Inputs `input_ids` and `attention_mask`, `[texts, tokens]`, or, of layers alone, `embedded`, `[texts, tokens, hidden]`, without
//! padding; output `last_hidden_state`, `[texts, tokens, hidden]`, or, of layers alone, `[texts, 1, hidden]`: only the first token's
//! state is wanted, and above its attention the last layer computes no other. Matrices are stored `[inputs, outputs]`, as
//! `states · weight` wants them; the position table holds token type 0 too, and the query's rows their share of `1/√d`.

use candle_core::{IndexOp, Result as CandleResult, Tensor};

use super::super::bert::{BertConfig, engine};
use super::super::error::ModelError;
use super::super::weights::Weights;
use super::proto::Message;

/// Of the file as a whole: goes into its name, and changes with anything below.
pub(super) const FORMAT: u32 = 1;

/// Version of the operators. Not all of ours exist before 20.
const OPSET: u64 = 20;
/// Version of the file format that goes with it.
const IR: u64 = 9;
const FLOAT: u64 = 1;
const INT64: u64 = 7;

/// Added to the score of a token that is only padding.
const NEVER: f32 = -1e9;

/// Input of layers without their embeddings.
pub(super) const EMBEDDED: &str = "embedded";
/// Output.
pub(super) const STATES: &str = "last_hidden_state";

/// The bytes of a `ModelProto`.
pub(super) fn write(weights: &Weights<'_>, config: &BertConfig) -> Result<Vec<u8>, ModelError> {
    let layers = Layers { prefix: "encoder.layer", count: config.num_hidden_layers, padded: true };
    let mut graph = Graph { weights, config, layers, written: Message::default() };
    graph.interface();
    graph.embeddings()?;
    graph.finished()
}

/// The same of layers named `<prefix>.0`, `<prefix>.1` and so on, over what was embedded elsewhere.
pub(super) fn write_layers(
    weights: &Weights<'_>,
    (prefix, count): (&str, usize),
    config: &BertConfig,
) -> Result<Vec<u8>, ModelError> {
    let layers = Layers { prefix, count, padded: false };
    let mut graph = Graph { weights, config, layers, written: Message::default() };
    graph.interface();
    graph.whole("zero", &[0]);
    graph.whole("first.end", &[1]);
    graph.whole("axis.of.tokens", &[1]);
    graph.whole("axis.of.queries", &[3]);
    graph.node("Identity", &[EMBEDDED], "layer.0.in", &[]);
    graph.finished()
}

struct Graph<'a> {
    weights: &'a Weights<'a>,
    config: &'a BertConfig,
    layers: Layers<'a>,
    written: Message,
}

#[derive(Clone, Copy)]
struct Layers<'a> {
    prefix: &'a str,
    count: usize,
    /// May some tokens be padding?
    padded: bool,
}

/// An argument of an operator.
enum Set<'a> {
    Number(&'a str, u64),
    Numbers(&'a str, &'a [u64]),
    Float(&'a str, f32),
}

impl Graph<'_> {
    /// The layers, and the whole as a file.
    fn finished(mut self) -> Result<Vec<u8>, ModelError> {
        // [texts, tokens, hidden] → [texts, tokens, query key value, heads, d], and back.
        let (heads, hidden) = (self.config.num_attention_heads, self.config.hidden_size);
        self.whole("split.heads", &[0, 0, 3, heads as i64, (hidden / heads) as i64]);
        self.whole("join.heads", &[0, 0, hidden as i64]);
        for layer in 0..self.layers.count {
            self.layer(layer)?;
        }
        let opset = Message::default().text(1, "").number(2, OPSET);
        let model = Message::default().number(1, IR).text(2, env!("CARGO_PKG_NAME")).message(8, &opset);
        Ok(model.message(7, &self.written).into_bytes())
    }

    fn interface(&mut self) {
        let named = |name: &str| Message::default().text(2, name);
        let sized = |size: usize| Message::default().number(1, size as u64);
        let hidden = self.config.hidden_size;
        let describe = |name: &str, kind: u64, dimensions: &[Message]| {
            let shape = dimensions.iter().fold(Message::default(), |shape, one| shape.message(1, one));
            let tensor = Message::default().number(1, kind).message(2, &shape);
            Message::default().text(1, name).message(2, &Message::default().message(1, &tensor))
        };
        let texts = || [named("texts"), named("tokens")];
        let states = [named("texts"), named("tokens"), sized(hidden)];
        let inputs = match self.layers.padded {
            true => vec![describe("input_ids", INT64, &texts()), describe("attention_mask", INT64, &texts())],
            false => vec![describe(EMBEDDED, FLOAT, &states)],
        };
        let output = match self.layers.padded {
            true => describe(STATES, FLOAT, &states),
            false => describe(STATES, FLOAT, &[named("texts"), sized(1), sized(hidden)]),
        };
        self.add(|graph| {
            let graph = inputs.iter().fold(graph.text(2, "bert"), |graph, input| graph.message(11, input));
            graph.message(12, &output)
        });
    }

    /// Leaves `layer.0.in`, and `padding` to be added to the scores of attention.
    fn embeddings(&mut self) -> Result<(), ModelError> {
        let (hidden, config) = (self.config.hidden_size, self.config);
        let table = |name: &str, rows: usize| {
            self.weights.tensor(&format!("embeddings.{name}_embeddings.weight"), &[rows, hidden])
        };
        let words = table("word", config.vocab_size)?;
        let kind = table("token_type", config.type_vocab_size)?;
        let positions = table("position", config.max_position_embeddings)?;
        let positions = kind.i(0).and_then(|kind| positions.broadcast_add(&kind)).map_err(engine)?;
        self.floats("words", &words)?;
        self.floats("positions", &positions)?;
        self.node("Gather", &["words", "input_ids"], "embedded.words", &[]);
        self.node("Shape", &["input_ids"], "tokens", &[Set::Number("start", 1)]);
        self.whole("zero", &[0]);
        self.node("Slice", &["positions", "zero", "tokens"], "embedded.positions", &[]);
        self.node("Add", &["embedded.words", "embedded.positions"], "embedded", &[]);
        self.norm("embeddings.LayerNorm", "embedded", "layer.0.in")?;

        self.node("Cast", &["attention_mask"], "present", &[Set::Number("to", FLOAT)]);
        self.constant("one", (FLOAT, &[]), &1f32.to_le_bytes());
        self.constant("never", (FLOAT, &[]), &NEVER.to_le_bytes());
        self.node("Sub", &["one", "present"], "absent", &[]);
        self.node("Mul", &["absent", "never"], "absent.scores", &[]);
        self.whole("heads.and.queries", &[1, 2]);
        self.node("Unsqueeze", &["absent.scores", "heads.and.queries"], "padding", &[]);
        Ok(())
    }

    fn layer(&mut self, at: usize) -> Result<(), ModelError> {
        let (hidden, inner) = (self.config.hidden_size, self.config.intermediate_size);
        let prefix = format!("{}.{at}", self.layers.prefix);
        let inside = |name: &str| format!("layer.{at}.{name}");
        let mut start = inside("in");
        let last = at + 1 == self.layers.count;
        if self.only_first(at) {
            self.first(&start, "axis.of.tokens", &inside("in.first"));
            start = inside("in.first");
        }
        let end = if last { STATES.to_owned() } else { format!("layer.{}.in", at + 1) };

        let context = self.attention(at)?;
        self.dense(
            &format!("{prefix}.attention.output.dense"),
            [hidden, hidden],
            (&context, &inside("attended")),
        )?;
        self.node("Add", &[&inside("attended"), &start], &inside("attended.sum"), &[]);
        let middle = inside("middle");
        self.norm(&format!("{prefix}.attention.output.LayerNorm"), &inside("attended.sum"), &middle)?;

        self.dense(&format!("{prefix}.intermediate.dense"), [inner, hidden], (&middle, &inside("wide")))?;
        self.node("Gelu", &[&inside("wide")], &inside("gelu"), &[]);
        self.dense(&format!("{prefix}.output.dense"), [hidden, inner], (&inside("gelu"), &inside("narrow")))?;
        self.node("Add", &[&inside("narrow"), &middle], &inside("sum"), &[]);
        self.norm(&format!("{prefix}.output.LayerNorm"), &inside("sum"), &end)
    }

    /// Each token looks at the tokens of its text. Returns the name of the result, `[texts, tokens, hidden]`.
    fn attention(&mut self, at: usize) -> Result<String, ModelError> {
        let inside = |name: &str| format!("layer.{at}.{name}");
        let hidden = self.config.hidden_size;
        let part = |name: &str, shape: &[usize]| {
            self.weights.tensor(&format!("{}.{at}.attention.self.{name}", self.layers.prefix), shape)
        };
        let stacked = |kind: &str, shape: &[usize]| -> Result<Tensor, ModelError> {
            let query = part(&format!("query.{kind}"), shape)?;
            let scale = ((hidden / self.config.num_attention_heads) as f64).sqrt().recip();
            let query = (query * scale).map_err(engine)?;
            let (key, value) = (part(&format!("key.{kind}"), shape)?, part(&format!("value.{kind}"), shape)?);
            Tensor::cat(&[query, key, value], 0).map_err(engine)
        };
        let (weight, bias) = (stacked("weight", &[hidden, hidden])?, stacked("bias", &[hidden])?);
        self.affine(&inside("qkv"), (&weight, &bias), &inside("in"))?;

        self.node("Reshape", &[&inside("qkv"), "split.heads"], &inside("qkv.split"), &[]);
        let perm = Set::Numbers("perm", &[2, 0, 3, 1, 4]);
        self.node("Transpose", &[&inside("qkv.split")], &inside("qkv.heads"), &[perm]);
        let mut parts = [inside("query"), inside("key"), inside("value")];
        let three = Set::Number("num_outputs", 3);
        self.nodes("Split", &[&inside("qkv.heads")], &[&parts[0], &parts[1], &parts[2]], &[three]);
        if self.only_first(at) {
            self.first(&parts[0], "axis.of.queries", &inside("query.first"));
            parts[0] = inside("query.first");
        }
        let perm = Set::Numbers("perm", &[0, 1, 2, 4, 3]);
        self.node("Transpose", &[&parts[1]], &inside("key.turned"), &[perm]);
        self.node("MatMul", &[&parts[0], &inside("key.turned")], &inside("scores"), &[]);
        let mut scores = inside("scores");
        if self.layers.padded {
            self.node("Add", &[&scores, "padding"], &inside("scores.padded"), &[]);
            scores = inside("scores.padded");
        }
        self.node("Softmax", &[&scores], &inside("shares"), &[]);
        self.node("MatMul", &[&inside("shares"), &parts[2]], &inside("context.heads"), &[]);
        self.node("Squeeze", &[&inside("context.heads"), "zero"], &inside("context.squeezed"), &[]);
        let perm = Set::Numbers("perm", &[0, 2, 1, 3]);
        self.node("Transpose", &[&inside("context.squeezed")], &inside("context.tokens"), &[perm]);
        self.node("Reshape", &[&inside("context.tokens"), "join.heads"], &inside("context"), &[]);
        Ok(inside("context"))
    }

    /// Is the first token's state all that is wanted above this layer?
    fn only_first(&self, at: usize) -> bool {
        !self.layers.padded && at + 1 == self.layers.count
    }

    /// What is first along an axis, which stays.
    fn first(&mut self, input: &str, axis: &str, output: &str) {
        self.node("Slice", &[input, "zero", "first.end", axis], output, &[]);
    }

    /// `output = input · weightᵀ + bias`, for a layer of this shape `[outputs, inputs]`.
    fn dense(
        &mut self,
        name: &str,
        shape: [usize; 2],
        (input, output): (&str, &str),
    ) -> Result<(), ModelError> {
        let weight = self.weights.tensor(&format!("{name}.weight"), &shape)?;
        let bias = self.weights.tensor(&format!("{name}.bias"), &shape[..1])?;
        self.affine(output, (&weight, &bias), input)
    }

    fn affine(
        &mut self,
        name: &str,
        (weight, bias): (&Tensor, &Tensor),
        input: &str,
    ) -> Result<(), ModelError> {
        let inside = |part: &str| format!("{name}.{part}");
        self.floats(&inside("weight"), &weight.t().and_then(|w| w.contiguous()).map_err(engine)?)?;
        self.floats(&inside("bias"), bias)?;
        self.node("MatMul", &[input, &inside("weight")], &inside("product"), &[]);
        self.node("Add", &[&inside("product"), &inside("bias")], name, &[]);
        Ok(())
    }

    fn norm(&mut self, name: &str, input: &str, output: &str) -> Result<(), ModelError> {
        let names = [format!("{name}.weight"), format!("{name}.bias")];
        for name in &names {
            let part = self.weights.tensor(name, &[self.config.hidden_size])?;
            self.floats(name, &part)?;
        }
        let epsilon = Set::Float("epsilon", self.config.layer_norm_eps as f32);
        self.node("LayerNormalization", &[input, &names[0], &names[1]], output, &[epsilon]);
        Ok(())
    }

    fn node(&mut self, operator: &str, inputs: &[&str], output: &str, set: &[Set<'_>]) {
        self.nodes(operator, inputs, &[output], set);
    }

    fn nodes(&mut self, operator: &str, inputs: &[&str], outputs: &[&str], set: &[Set<'_>]) {
        let node = inputs.iter().fold(Message::default(), |node, input| node.text(1, input));
        let node = outputs.iter().fold(node, |node, output| node.text(2, output)).text(4, operator);
        let node = set.iter().fold(node, |node, one| node.message(5, &one.attribute()));
        self.add(|graph| graph.message(1, &node));
    }

    fn floats(&mut self, name: &str, tensor: &Tensor) -> Result<(), ModelError> {
        let values: CandleResult<Vec<f32>> = tensor.flatten_all().and_then(|flat| flat.to_vec1());
        let raw: Vec<u8> = values.map_err(engine)?.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(name, (FLOAT, tensor.dims()), &raw);
        Ok(())
    }

    fn whole(&mut self, name: &str, values: &[i64]) {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(name, (INT64, &[values.len()]), &raw);
    }

    fn constant(&mut self, name: &str, (kind, shape): (u64, &[usize]), raw: &[u8]) {
        let tensor = shape.iter().fold(Message::default(), |tensor, size| tensor.number(1, *size as u64));
        let tensor = tensor.number(2, kind).text(8, name).bytes(9, raw);
        self.add(|graph| graph.message(5, &tensor));
    }

    fn add(&mut self, write: impl FnOnce(Message) -> Message) {
        self.written = write(std::mem::take(&mut self.written));
    }
}

impl Set<'_> {
    fn attribute(&self) -> Message {
        let (float, int, ints) = (1, 2, 7);
        match self {
            Set::Float(name, value) => Message::default().text(1, name).float(2, *value).number(20, float),
            Set::Number(name, value) => Message::default().text(1, name).number(3, *value).number(20, int),
            Set::Numbers(name, values) => {
                let named = Message::default().text(1, name);
                values.iter().fold(named, |all, value| all.number(8, *value)).number(20, ints)
            }
        }
    }
}
