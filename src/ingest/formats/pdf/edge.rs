//! What the edge of a page cuts: a sentence that goes on overleaf stands whole where it begins, a heading stands with what it heads.

use super::prose::Paragraph;
use super::section::Sections;
use super::words::Words;
use crate::text;

/// Letters of what is carried back to complete a sentence: more is no sentence.
const MOST: usize = 1_000;

/// Mends every edge; a page of headings alone, as a cover, stays as it is.
pub(super) fn mend(pages: &mut [Vec<Paragraph>], words: &Words) {
    let sections = Sections::new(pages);
    for at in 1..pages.len() {
        let (before, after) = pages.split_at_mut(at);
        let (Some(before), Some(after)) = (before.last_mut(), after.first_mut()) else { continue };
        if after.is_empty() {
            continue;
        }
        while before.last().is_some_and(|last| sections.heads(last))
            && !before.iter().all(|p| sections.heads(p))
            && let Some(heading) = before.pop()
        {
            after.insert(0, heading);
        }
        complete(before, after, words);
    }
}

/// Carries the rest of a sentence back to where it begins.
fn complete(before: &mut [Paragraph], after: &mut Vec<Paragraph>, words: &Words) {
    let (Some(last), Some(first)) = (before.last_mut(), after.first_mut()) else { return };
    let open = !last.text.trim_end().ends_with(['.', ':', ';', '!', '?', '»']);
    let goes_on = first.text.starts_with(char::is_lowercase);
    // A note at the foot is in other letters than the text that goes on above it.
    let other_letters = (last.size - first.size).abs() > 0.12 * last.size.max(first.size);
    if last.is_rows || first.is_rows || !open || !goes_on || other_letters {
        return;
    }
    let Some(rest) = text::sentences(&first.text).into_iter().next().filter(|rest| rest.end <= MOST) else {
        return;
    };
    let Some((rest, left)) = first.text.split_at_checked(rest.end) else { return };
    let (joined, left) = (words.join(&last.text, rest.trim()), left.trim_start().to_owned());
    last.text = joined;
    if left.is_empty() {
        after.remove(0);
    } else {
        first.text = left;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> Paragraph {
        let text = text.to_owned();
        Paragraph { text, size: 10.0, bold: false, lines: 3, is_rows: false }
    }

    fn mended(pages: &[&[&str]]) -> Vec<Vec<String>> {
        let mut pages: Vec<Vec<Paragraph>> =
            pages.iter().map(|page| page.iter().map(|text| paragraph(text)).collect()).collect();
        mend(&mut pages, &Words::default());
        pages.into_iter().map(|page| page.into_iter().map(|p| p.text).collect()).collect()
    }

    #[test]
    fn a_sentence_stands_whole_on_the_page_where_it_begins() {
        let pages = mended(&[
            &["Lo sconto spetta ai residenti. Il"],
            &["tesserino numero 18 dà diritto a 18 euro. La domanda è valutata."],
        ]);
        let expected = [
            ["Lo sconto spetta ai residenti. Il tesserino numero 18 dà diritto a 18 euro."],
            ["La domanda è valutata."],
        ];
        assert_eq!(pages, expected);
        let whole = mended(&[&["Il contributo spetta a chi"], &["vive in affitto."], &["Altro."]]);
        assert_eq!(whole, [vec!["Il contributo spetta a chi vive in affitto."], vec![], vec!["Altro."]]);
    }

    #[test]
    fn what_ends_or_begins_anew_is_left() {
        for pages in [
            [["Il contributo spetta a chi vive solo."], ["chi vive in affitto."]],
            [["Il contributo spetta a chi"], ["La domanda si presenta."]],
        ] {
            assert_eq!(mended(&[&pages[0], &pages[1]]), pages);
        }
    }

    #[test]
    fn a_heading_goes_with_what_it_heads() {
        let pages = mended(&[&["Il testo prima.", "Articolo 11"], &["Il voucher vale 21 euro."]]);
        assert_eq!(pages, [vec!["Il testo prima."], vec!["Articolo 11", "Il voucher vale 21 euro."]]);
        let cover = mended(&[&["Articolo 11"], &["Il voucher vale 21 euro."]]);
        assert_eq!(cover, [["Articolo 11"], ["Il voucher vale 21 euro."]]);
    }
}
