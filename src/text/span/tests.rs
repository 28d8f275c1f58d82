//! Spans.

use super::*;

#[test]
fn serialized_as_a_pair() {
    let json = serde_json::to_string(&Span::new(2, 7)).unwrap();
    assert_eq!(json, "[2,7]");
    assert_eq!(serde_json::from_str::<Span>(&json).unwrap(), Span::new(2, 7));
}

#[test]
fn geometry() {
    let outer = Span::new(2, 7);
    for (other, contains, overlaps) in [
        (Span::new(2, 7), true, true),
        (Span::new(3, 4), true, true),
        (Span::new(0, 2), false, false),
        (Span::new(0, 3), false, true),
        (Span::new(6, 9), false, true),
        (Span::new(7, 9), false, false),
        (Span::new(4, 4), true, false),
    ] {
        assert_eq!(outer.contains(&other), contains, "{other:?}");
        assert_eq!(outer.overlaps(&other), overlaps, "{other:?}");
    }
    assert_eq!(outer.len(), 5);
    assert!(Span::new(3, 3).is_empty());
    assert_eq!(Span::new(0, 4).slice("età"), Some("età"));
    assert_eq!(Span::new(0, 3).slice("età"), None);
    assert_eq!(Span::new(0, 9).slice("età"), None);
}
