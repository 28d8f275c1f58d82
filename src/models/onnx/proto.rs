//! Protocol-buffer bytes, as far as an ONNX file needs them: numbers, texts, messages in messages. Writing only.

/// A message being written. Field numbers are those of `onnx.proto`.
#[derive(Debug, Default)]
pub(super) struct Message(Vec<u8>);

impl Message {
    /// A whole number, never negative here.
    pub(super) fn number(mut self, field: u8, value: u64) -> Self {
        self.tag(field, 0);
        varint(&mut self.0, value);
        self
    }

    pub(super) fn float(mut self, field: u8, value: f32) -> Self {
        self.tag(field, 5);
        self.0.extend(value.to_le_bytes());
        self
    }

    pub(super) fn bytes(mut self, field: u8, bytes: &[u8]) -> Self {
        self.tag(field, 2);
        varint(&mut self.0, bytes.len() as u64);
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn text(self, field: u8, text: &str) -> Self {
        self.bytes(field, text.as_bytes())
    }

    pub(super) fn message(self, field: u8, inner: &Message) -> Self {
        self.bytes(field, &inner.0)
    }

    /// The bytes written.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    fn tag(&mut self, field: u8, wire_type: u8) {
        varint(&mut self.0, u64::from(field) << 3 | u64::from(wire_type));
    }
}

/// Seven bits a byte, the lowest first.
fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_those_of_the_specification() {
        let check = |message: Message, expected: &[u8]| assert_eq!(message.into_bytes(), expected);
        check(Message::default().number(1, 150), &[0x08, 0x96, 0x01]);
        check(Message::default().number(1, 0), &[0x08, 0]);
        check(Message::default().number(20, 7), &[0xa0, 0x01, 0x07]);
        check(Message::default().text(2, "testing"), b"\x12\x07testing");
        check(Message::default().float(2, 1.0), &[0x15, 0, 0, 0x80, 0x3f]);
        let inner = Message::default().number(1, 150);
        check(Message::default().message(3, &inner), &[0x1a, 0x03, 0x08, 0x96, 0x01]);
        let long = Message::default().bytes(1, &[0; 300]).into_bytes();
        assert_eq!((&long[..3], long.len()), (&[0x0a, 0xac, 0x02][..], 303));
    }
}
