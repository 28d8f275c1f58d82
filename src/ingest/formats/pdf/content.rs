//! Runs the description of a page and notes what it shows: letters with their places, straight rules, pictures.

use super::font::{Font, as_number, dictionary, name_of};
use super::page::{Letter, MAX_RULES, Matrix, Page, RULE, apply, frame, inherited, spelled, times};
use super::token::{Token, Tokens};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::HashMap;
use std::rc::Rc;

/// Unpacked bytes of a page's description.
const MAX_PAGE_BYTES: usize = 32 << 20;
/// Forms inside forms.
const MAX_FORMS_DEPTH: usize = 6;
/// Forms drawn on a page: one can be drawn many times by another that is drawn many times.
const MAX_FORMS: usize = 2_000;
/// Letters of a page; a newspaper has thirty thousand.
const MAX_LETTERS: usize = 200_000;
/// Letters of a document: one description can serve a thousand pages.
const MAX_ALL_LETTERS: usize = 30_000_000;
/// Unpacked bytes of all descriptions that run.
const MAX_BYTES: usize = 1 << 30;
/// Fonts read, counting twice those that are.
const MAX_FONTS: usize = 4_000;
/// Codes of all fonts.
const MAX_CODES: usize = 3_000_000;
/// States put aside and not taken back.
const MAX_STATES: usize = 256;
/// Operands before an operator.
const MAX_OPERANDS: usize = 4_096;
/// What the pages of a document share: fonts already read, and how much may still be read.
pub(super) struct Shared {
    fonts: HashMap<ObjectId, Rc<Font>>,
    fonts_left: usize,
    codes_left: usize,
    bytes_left: usize,
    letters_left: usize,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            fonts: HashMap::new(),
            fonts_left: MAX_FONTS,
            codes_left: MAX_CODES,
            bytes_left: MAX_BYTES,
            letters_left: MAX_ALL_LETTERS,
        }
    }
}

impl Shared {
    /// Has the document shown all that is read of one?
    pub(super) fn is_spent(&self) -> bool {
        self.bytes_left == 0 || self.letters_left == 0
    }

    fn build(&mut self, pdf: &Document, font: &Dictionary) -> Option<Rc<Font>> {
        if self.codes_left == 0 {
            return None;
        }
        self.fonts_left = self.fonts_left.checked_sub(1)?;
        let font = Font::new(pdf, font);
        self.codes_left = self.codes_left.saturating_sub(font.codes());
        Some(Rc::new(font))
    }
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    between: f64,
    words: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

pub(super) fn page(pdf: &Document, id: ObjectId, shared: &mut Shared) -> Page {
    let (width, height, matrix) = frame(pdf, id);
    let state = State {
        matrix,
        font: None,
        size: 1.0,
        between: 0.0,
        words: 0.0,
        stretch: 1.0,
        leading: 0.0,
        rise: 0.0,
    };
    let page = Page { width, height, ..Page::default() };
    let mut run = Run { pdf, shared, page, forms: 0 };
    let bytes = pdf.get_page_content_with_limit(id, MAX_PAGE_BYTES).unwrap_or_default();
    let resources = inherited(pdf, id, b"Resources").and_then(|r| r.as_dict().ok());
    run.stream(&bytes, resources, state, 0);
    let mut page = run.page;
    shared.letters_left = shared.letters_left.saturating_sub(page.letters.len());
    page.turn();
    page
}

struct Run<'a, 'f> {
    pdf: &'a Document,
    shared: &'f mut Shared,
    page: Page,
    forms: usize,
}

/// What a stream has open: states put aside, the line of text, the path, the marked contents.
struct Open<'a> {
    state: State,
    states: Vec<State>,
    text: Matrix,
    line: Matrix,
    path: Vec<((f64, f64), (f64, f64))>,
    boxes: Vec<[(f64, f64); 4]>,
    point: (f64, f64),
    begun: (f64, f64),
    marks: Vec<bool>,
    resources: Option<&'a Dictionary>,
    depth: usize,
}

const UPRIGHT: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

impl<'a> Run<'a, '_> {
    fn stream(&mut self, bytes: &[u8], resources: Option<&'a Dictionary>, state: State, depth: usize) {
        let mut open = Open {
            state,
            states: Vec::new(),
            text: UPRIGHT,
            line: UPRIGHT,
            path: Vec::new(),
            boxes: Vec::new(),
            point: (0.0, 0.0),
            begun: (0.0, 0.0),
            marks: Vec::new(),
            resources,
            depth,
        };
        self.shared.bytes_left = self.shared.bytes_left.saturating_sub(bytes.len());
        let mut tokens = Tokens::new(bytes);
        let mut operands: Vec<Token> = Vec::new();
        while let Some(token) = tokens.next() {
            let Token::Word(word) = token else {
                if operands.len() < MAX_OPERANDS {
                    operands.push(token);
                }
                continue;
            };
            if word == b"ID" {
                tokens.skip_picture();
                self.page.has_pictures = true;
            } else {
                self.operator(word, &operands, &mut open);
            }
            operands.clear();
            if self.page.letters.len() > MAX_LETTERS {
                return;
            }
        }
    }

    fn operator(&mut self, word: &[u8], operands: &[Token], open: &mut Open<'a>) {
        let n = numbers(operands);
        match (word, &n[..]) {
            (b"q", _) if open.states.len() < MAX_STATES => open.states.push(open.state.clone()),
            (b"Q", _) => {
                if let Some(state) = open.states.pop() {
                    open.state = state;
                }
            }
            (b"cm", [a, b, c, d, e, f]) => {
                open.state.matrix = times(&[*a, *b, *c, *d, *e, *f], &open.state.matrix)
            }
            (b"Do", _) => self.object(operands, open),
            (b"BMC", _) => open.marks.push(false),
            (b"BDC", _) => open.marks.push(is_pagination(operands)),
            (b"EMC", _) => {
                open.marks.pop();
            }
            (b"m" | b"l" | b"re" | b"c" | b"v" | b"y" | b"h", _) => path(word, &n, open),
            (b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*" | b"f" | b"F" | b"f*" | b"n", _) => {
                self.paint(word, open)
            }
            _ => self.text_operator(word, operands, open),
        }
    }

    fn text_operator(&mut self, word: &[u8], operands: &[Token], open: &mut Open<'a>) {
        let n = numbers(operands);
        match (word, &n[..]) {
            (b"BT", _) => (open.text, open.line) = (UPRIGHT, UPRIGHT),
            (b"Tf", [.., size]) => {
                open.state.size = *size;
                if let Some(Token::Name(name)) = operands.first() {
                    open.state.font = self.font(open.resources, name);
                }
            }
            (b"Tc", [.., v]) => open.state.between = *v,
            (b"Tw", [.., v]) => open.state.words = *v,
            (b"Tz", [.., v]) => open.state.stretch = v / 100.0,
            (b"TL", [.., v]) => open.state.leading = *v,
            (b"Ts", [.., v]) => open.state.rise = *v,
            (b"Td", [x, y]) => open.next_line(*x, *y),
            (b"TD", [x, y]) => {
                open.state.leading = -y;
                open.next_line(*x, *y);
            }
            (b"Tm", [a, b, c, d, e, f]) => {
                open.line = [*a, *b, *c, *d, *e, *f];
                open.text = open.line;
            }
            (b"T*", _) => open.next_line(0.0, -open.state.leading),
            (b"'", _) => {
                open.next_line(0.0, -open.state.leading);
                self.show_all(operands, open);
            }
            (b"\"", [words, between]) => {
                (open.state.words, open.state.between) = (*words, *between);
                open.next_line(0.0, -open.state.leading);
                self.show_all(operands, open);
            }
            (b"Tj" | b"TJ", _) => self.show_all(operands, open),
            _ => {}
        }
    }

    fn show_all(&mut self, operands: &[Token], open: &mut Open<'a>) {
        let Some(font) = open.state.font.clone() else { return };
        for operand in operands {
            match operand {
                Token::Text(bytes) => self.show(bytes, &font, open),
                Token::Number(back) => {
                    let move_by = -back / 1000.0 * open.state.size * open.state.stretch;
                    open.text = times(&[1.0, 0.0, 0.0, 1.0, move_by, 0.0], &open.text);
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, bytes: &[u8], font: &Font, open: &mut Open<'a>) {
        let hidden = open.marks.contains(&true);
        for shown in font.shown(bytes) {
            let state = &open.state;
            let whole = times(&open.text, &state.matrix);
            let advance = shown.width * state.size * state.stretch;
            if !hidden {
                let text = if let Some(letter) = shown.letter {
                    String::from(letter)
                } else {
                    shown.text.to_owned()
                };
                self.place(&text, &whole, (advance, state.size, state.rise), font.bold);
            }
            let extra = state.between + if shown.is_space { state.words } else { 0.0 };
            let advance = advance + extra * state.stretch;
            open.text = times(&[1.0, 0.0, 0.0, 1.0, advance, 0.0], &open.text);
        }
    }

    fn place(&mut self, text: &str, matrix: &Matrix, (advance, size, rise): (f64, f64, f64), bold: bool) {
        let (x, y) = apply(matrix, 0.0, rise);
        let (across, down) = (matrix[0].hypot(matrix[1]), matrix[2].hypot(matrix[3]));
        let (size, width) = (size.abs() * down, advance.abs() * across);
        let flip = if advance < 0.0 { -1.0 } else { 1.0 };
        let angle = (matrix[1] * flip).atan2(matrix[0] * flip).to_degrees();
        let quarter = (angle / 90.0).round();
        if (angle - quarter * 90.0).abs() > 5.0
            || ![x, y, size, width].iter().all(|v| v.is_finite() && v.abs() < 1e6)
        {
            return;
        }
        let quarter = u8::try_from((quarter as i64).rem_euclid(4)).unwrap_or(0);
        let characters = spelled(text);
        let each = width / characters.chars().count().max(1) as f64;
        for (index, letter) in characters.chars().enumerate() {
            let x = x + each * index as f64;
            self.page.letters.push(Letter { x, y, width: each, size, letter, bold, quarter });
        }
    }

    fn font(&mut self, resources: Option<&'a Dictionary>, name: &[u8]) -> Option<Rc<Font>> {
        let fonts = dictionary(self.pdf, resources?, b"Font")?;
        let entry = fonts.get(name).ok()?;
        let (id, object) = self.pdf.dereference(entry).ok()?;
        let font = object.as_dict().ok()?;
        if let Some(known) = id.and_then(|id| self.shared.fonts.get(&id)) {
            return Some(Rc::clone(known));
        }
        let made = self.shared.build(self.pdf, font)?;
        if let Some(id) = id {
            self.shared.fonts.insert(id, Rc::clone(&made));
        }
        Some(made)
    }

    fn object(&mut self, operands: &[Token], open: &mut Open<'a>) {
        let Some(Token::Name(name)) = operands.first() else { return };
        let found = open.resources.and_then(|r| dictionary(self.pdf, r, b"XObject"));
        let Some(Ok(stream)) = found.map(|o| o.get_deref(name, self.pdf).and_then(Object::as_stream)) else {
            return;
        };
        if name_of(self.pdf, &stream.dict, b"Subtype") != "Form" {
            self.page.has_pictures = true;
            return;
        }
        self.forms += 1;
        if open.depth >= MAX_FORMS_DEPTH || self.forms > MAX_FORMS || self.shared.is_spent() {
            return;
        }
        let mut state = open.state.clone();
        let matrix = stream.dict.get_deref(b"Matrix", self.pdf).and_then(Object::as_array).ok();
        let matrix: Option<Vec<f64>> =
            matrix.map(|m| m.iter().filter_map(|n| as_number(self.pdf, n)).collect());
        if let Some(&[a, b, c, d, e, f]) = matrix.as_deref() {
            state.matrix = times(&[a, b, c, d, e, f], &state.matrix);
        }
        let resources = dictionary(self.pdf, &stream.dict, b"Resources").or(open.resources);
        if let Ok(bytes) = stream.get_plain_content_with_limit(MAX_PAGE_BYTES) {
            self.stream(&bytes, resources, state, open.depth + 1);
        }
    }

    /// Lines that are drawn, thin boxes that are filled, edges of boxes that are drawn.
    fn paint(&mut self, word: &[u8], open: &mut Open<'a>) {
        let draws = matches!(word, b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*");
        if draws {
            open.path.iter().for_each(|(from, to)| self.page.rule(*from, *to));
        }
        if word != b"n" {
            for corners in &open.boxes {
                let (first, third) = (corners[0], corners[2]);
                let thin = (first.0 - third.0).abs() <= RULE || (first.1 - third.1).abs() <= RULE;
                if thin {
                    self.page.rule(first, third);
                } else if draws {
                    (0..4).for_each(|i| self.page.rule(corners[i], corners[(i + 1) % 4]));
                }
            }
        }
        open.path.clear();
        open.boxes.clear();
    }
}

impl Open<'_> {
    fn next_line(&mut self, x: f64, y: f64) {
        self.line = times(&[1.0, 0.0, 0.0, 1.0, x, y], &self.line);
        self.text = self.line;
    }
}

fn numbers(operands: &[Token]) -> Vec<f64> {
    operands.iter().filter_map(|o| if let Token::Number(n) = o { Some(*n) } else { None }).take(8).collect()
}

fn path(word: &[u8], n: &[f64], open: &mut Open) {
    let place = |x: f64, y: f64| apply(&open.state.matrix, x, y);
    if open.path.len() + open.boxes.len() > MAX_RULES {
        return;
    }
    match (word, n) {
        (b"m", [x, y]) => {
            open.point = place(*x, *y);
            open.begun = open.point;
        }
        (b"l", [x, y]) => {
            let to = place(*x, *y);
            open.path.push((open.point, to));
            open.point = to;
        }
        (b"h", _) => {
            open.path.push((open.point, open.begun));
            open.point = open.begun;
        }
        (b"re", [x, y, w, h]) => {
            open.boxes.push([place(*x, *y), place(x + w, *y), place(x + w, y + h), place(*x, y + h)]);
        }
        (_, [.., x, y]) => open.point = place(*x, *y),
        _ => {}
    }
}

/// Headers, footers and page numbers that the producer marked as such.
fn is_pagination(operands: &[Token]) -> bool {
    let named = |wanted: &[u8]| operands.iter().any(|o| matches!(o, Token::Name(name) if name == wanted));
    named(b"Artifact") && named(b"Pagination")
}
