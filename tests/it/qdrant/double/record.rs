//! What the double was given and asked, and what it answered, as lines of JSON in the file that `QDRANT_RECORD` names:
//! `evals/qdrant/replay.py` puts the same to Qdrant's own engine.

use super::Point;
use qdrant_client::qdrant::{self, condition::ConditionOneOf, r#match::MatchValue, value::Kind};
use serde_json::{Value, json};
use std::io::Write;

fn line(value: impl FnOnce() -> Value) {
    let Some(path) = std::env::var_os("QDRANT_RECORD") else { return };
    let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
    writeln!(file.expect("a file to write to"), "{}", value()).expect("written");
}

pub(super) fn point(id: u64, point: &Point) {
    line(|| {
        let fields = point.payload.iter().map(|(name, value)| {
            let value = match &value.kind {
                Some(Kind::IntegerValue(n)) => json!(n),
                Some(Kind::ListValue(list)) => {
                    list.iter().filter_map(qdrant::Value::as_integer).collect::<Vec<_>>().into()
                }
                other => panic!("a field that we do not send: {other:?}"),
            };
            (name.clone(), value)
        });
        let fields: serde_json::Map<String, Value> = fields.collect();
        json!({"id": id, "fields": fields, "words": point.sparse, "meaning": point.dense})
    });
}

pub(super) fn query(query: &qdrant::QueryPoints, answer: &[(u64, f32)]) {
    line(|| {
        let vector = match query.query.as_ref().and_then(|q| q.variant.as_ref()) {
            Some(qdrant::query::Variant::Nearest(input)) => match &input.variant {
                Some(qdrant::vector_input::Variant::Sparse(v)) => json!([v.indices, v.values]),
                Some(qdrant::vector_input::Variant::Dense(v)) => json!(v.data),
                other => panic!("a vector that we do not send: {other:?}"),
            },
            other => panic!("a query that we do not put: {other:?}"),
        };
        let filter = query.filter.as_ref().map(filter);
        json!({"using": query.using, "vector": vector, "filter": filter, "limit": query.limit, "answer": answer})
    });
}

fn filter(written: &qdrant::Filter) -> Value {
    let list = |conditions: &[qdrant::Condition]| conditions.iter().map(condition).collect::<Vec<_>>();
    json!({"must": list(&written.must), "must_not": list(&written.must_not), "should": list(&written.should)})
}

fn condition(written: &qdrant::Condition) -> Value {
    match &written.condition_one_of {
        Some(ConditionOneOf::Filter(inner)) => filter(inner),
        Some(ConditionOneOf::Field(field)) => {
            match field.r#match.as_ref().and_then(|m| m.match_value.as_ref()) {
                Some(MatchValue::Integers(some)) => json!({"key": field.key, "any": some.integers}),
                None => {
                    let range = field.range.unwrap_or_default();
                    json!({"key": field.key, "gt": range.gt, "lte": range.lte})
                }
                other => panic!("a match that we do not use: {other:?}"),
            }
        }
        other => panic!("a condition that we do not use: {other:?}"),
    }
}
