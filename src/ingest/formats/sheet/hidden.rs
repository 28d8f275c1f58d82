//! Rows that whoever made a workbook hid, by hand or with a filter. calamine does not tell them.

use crate::ingest::formats::package::Package;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::{BTreeSet, HashMap};

const MAIN: &str = "xl/workbook.xml";

/// The numbers of the hidden rows, from 1, by the name of the sheet; a file that does not tell has none.
pub(super) fn rows(package: &mut Package) -> HashMap<String, BTreeSet<u32>> {
    let (Ok(Some(book)), Ok(relations)) = (package.xml(MAIN), package.relations(MAIN)) else {
        return HashMap::new();
    };
    let Some(list) = book.child("sheets") else { return HashMap::new() };
    let sheet = |sheet: &crate::ingest::formats::package::Node| {
        Some((sheet.attr("name")?.to_owned(), relations.get(sheet.attr("r:id")?)?.path.clone()))
    };
    let sheets: Vec<(String, String)> = list.all("sheet").filter_map(sheet).collect();
    let hidden = sheets.into_iter().map(|(name, path)| (name, of(package, &path)));
    hidden.filter(|(_, rows)| !rows.is_empty()).collect()
}

fn of(package: &mut Package, path: &str) -> BTreeSet<u32> {
    let mut rows = BTreeSet::new();
    let Ok(Some(bytes)) = package.entry(path) else { return rows };
    let text = String::from_utf8_lossy(&bytes);
    let mut reader = Reader::from_str(&text);
    while let Ok(event) = reader.read_event() {
        let row = match event {
            Event::Start(row) | Event::Empty(row) if row.local_name().as_ref() == "row" => row,
            Event::Eof => break,
            _ => continue,
        };
        let value = |name: &str| {
            let mut attributes = row.attributes();
            let mut all = attributes.with_checks(false).flatten();
            all.find(|a| a.key.local_name().as_ref() == name).map(|a| a.value.into_owned())
        };
        let is_hidden = value("hidden").is_some_and(|hidden| matches!(hidden.as_str(), "1" | "true"));
        rows.extend(value("r").filter(|_| is_hidden).and_then(|number| number.parse::<u32>().ok()));
    }
    rows
}
