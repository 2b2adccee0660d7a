//! Label tables with one class per row (CSV: RFC 4180, with commas, semicolons or tabs).

use super::order::{counts_lines, in_order};

/// Headings of the column with the names, the most certain first.
const NAME_HEADINGS: [&str; 14] = [
    "name",
    "display_name",
    "display name",
    "class_name",
    "class name",
    "label_name",
    "label",
    "labels",
    "class",
    "classes",
    "category",
    "names",
    "description",
    "breed",
];

/// Headings of the column with the numbers.
const NUMBER_HEADINGS: [&str; 8] = [
    "index",
    "idx",
    "id",
    "class_id",
    "class_index",
    "class id",
    "label_id",
    "number",
];

struct Row {
    line: usize,
    cells: Vec<String>,
}

/// Reads the names in a table. Returns `None` if no column holds names.
pub(super) fn parse(content: &str) -> Result<Option<Vec<String>>, String> {
    let rows = rows(content)?;
    let Some((first, others)) = rows.split_first() else {
        return Err("it has no rows".into());
    };
    let width = first.cells.len();
    if let Some(odd) = others.iter().find(|row| row.cells.len() != width) {
        let (line, count) = (odd.line, odd.cells.len());
        return Err(format!(
            "line {line} has {count} columns and the first has {width} (a name with a comma must stand in quotes)"
        ));
    }
    let heading = is_heading(first, others);
    let rows = if heading { others } else { &rows };
    let numbers = number_column(rows, heading.then_some(first))?;
    let Some(names) = name_column(rows, heading.then_some(first), numbers.as_ref())? else {
        return Ok(None);
    };
    let names = rows.iter().filter_map(|row| row.cells.get(names).cloned());
    match numbers {
        Some(column) if !column.counts_lines => {
            in_order(column.numbers.into_iter().zip(names).collect()).map(Some)
        }
        _ => Ok(Some(names.collect())),
    }
}

/// Whether the first row is a heading: it has a usual word, or no number where all others have one.
fn is_heading(first: &Row, others: &[Row]) -> bool {
    let usual = |cell: &String| {
        let cell = cell.to_lowercase();
        let cell = cell.as_str();
        NAME_HEADINGS.contains(&cell) || NUMBER_HEADINGS.contains(&cell)
    };
    let mut columns = 0..first.cells.len();
    let over_numbers = |column| {
        numbers_in(others, column).is_some_and(|numbers| !numbers.is_empty())
            && numbers_in(std::slice::from_ref(first), column).is_none()
    };
    first.cells.iter().any(usual) || columns.any(over_numbers)
}

/// The column with the numbers of the classes.
struct NumberColumn {
    index: usize,
    numbers: Vec<usize>,
    /// Whether the numbers count the rows from 1, so that the rows are in order.
    counts_lines: bool,
}

fn number_column(rows: &[Row], heading: Option<&Row>) -> Result<Option<NumberColumn>, String> {
    let width = rows.first().map_or(0, |row| row.cells.len());
    for index in 0..width {
        let Some(numbers) = numbers_in(rows, index) else {
            continue;
        };
        let counts_lines = counts_lines(numbers.iter());
        let blank = vec![String::new(); numbers.len()];
        let ordered = in_order(numbers.iter().copied().zip(blank).collect());
        let title = heading.and_then(|row| row.cells.get(index));
        let titled =
            title.is_some_and(|title| NUMBER_HEADINGS.contains(&title.to_lowercase().as_str()));
        match ordered {
            Err(reason) if titled && !counts_lines => return Err(reason),
            Err(_) if !counts_lines => {}
            _ => {
                return Ok(Some(NumberColumn {
                    index,
                    numbers,
                    counts_lines,
                }));
            }
        }
    }
    Ok(None)
}

fn numbers_in(rows: &[Row], column: usize) -> Option<Vec<usize>> {
    let number = |row: &Row| row.cells.get(column)?.parse().ok();
    rows.iter().map(number).collect()
}

/// Finds the column with the names: by its heading, or the only one that holds words.
fn name_column(
    rows: &[Row],
    heading: Option<&Row>,
    numbers: Option<&NumberColumn>,
) -> Result<Option<usize>, String> {
    let width = rows.first().map_or(0, |row| row.cells.len());
    let is_word = |cell: &String| cell.parse::<f64>().is_err();
    let holds_words = |column: &usize| {
        let mut cells = rows.iter().filter_map(|row| row.cells.get(*column));
        numbers.is_none_or(|numbers| numbers.index != *column) && cells.any(is_word)
    };
    let columns: Vec<usize> = (0..width).filter(holds_words).collect();
    let titled = |title: &&str| {
        let cells = &heading?.cells;
        let has = |column: &&usize| {
            cells
                .get(**column)
                .is_some_and(|cell| cell.eq_ignore_ascii_case(title))
        };
        columns.iter().find(has).copied()
    };
    match (NAME_HEADINGS.iter().find_map(titled), columns.as_slice()) {
        (Some(column), _) | (None, &[column]) => Ok(Some(column)),
        (None, []) => Ok(None),
        (None, several) => Err(format!(
            "{} columns hold words, and no heading says `name`",
            several.len()
        )),
    }
}

/// Splits the table into trimmed cells and skips blank lines.
fn rows(content: &str) -> Result<Vec<Row>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(content))
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(content.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        let line = record.position().map_or(0, csv::Position::line) as usize;
        if cells.iter().any(|cell| cell.contains('\n')) {
            return Err(format!("line {line}: a quote is never closed"));
        }
        if cells.len() > 1 || cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(Row { line, cells });
        }
    }
    Ok(rows)
}

/// Returns the separator that is the most frequent in the first line.
fn separator(content: &str) -> u8 {
    let first = content.trim_start().lines().next().unwrap_or_default();
    let count = |separator: &u8| first.bytes().filter(|byte| byte == separator).count();
    [b';', b'\t', b',']
        .into_iter()
        .max_by_key(count)
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_column() {
        struct Case(&'static str, &'static str, Option<&'static str>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("heading", "index,name\n0,cat\n1,dog\n", Some("cat|dog")),
            Case("other order", "Name;ID\ndog;1\ncat;0\n", Some("cat|dog")),
            Case("no heading", "0,cat\n1,dog\n", Some("cat|dog")),
            Case("one column", "cat\ndog\n", Some("cat|dog")),
            Case("one column with heading", "label\ncat\ndog\n", Some("cat|dog")),
            Case("pandas", ",breed\r\n0,cat\r\n1,dog\r\n", Some("cat|dog")),
            Case("quotes", "id,name\n0,\"tench, Tinca\"\n1,\"a \"\"big\"\" dog\"\n", Some("tench, Tinca|a \"big\" dog")),
            Case("tabs", "0\tcat\n1\tdog\n", Some("cat|dog")),
            Case("counted from 1, in order", "id,name\n1,cat\n2,dog\n", Some("cat|dog")),
            Case("a better heading wins", "class,synset,name\n0,n01,cat\n1,n02,dog\n", Some("cat|dog")),
            Case("class is a number here", "class,label\n1,dog\n0,cat\n", Some("cat|dog")),
            Case("no names at all", "epoch,loss\n0,1.5\n1,0.5\n", None),
        ];
        for Case(why, content, expected) in cases {
            let found = parse(content).unwrap().map(|names| names.join("|"));
            assert_eq!(found.as_deref(), expected, "{why}");
        }
    }

    #[test]
    fn tables_without_clear_names_are_rejected() {
        struct Case(&'static str, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("\n\n", "no rows"),
            Case("id,name\n0,cat\n1,dog,big\n", "line 3 has 3 columns"),
            Case("id,name\n0,cat\n2,dog\n", "1 is missing"),
            Case("n01,cat\nn02,dog\n", "2 columns hold words"),
            Case("id,name\n0,\"cat\n1,dog\n", "line 2: a quote is never closed"),
        ];
        for Case(content, part) in cases {
            let reason = parse(content).unwrap_err();
            assert!(reason.contains(part), "{content}: {reason}");
        }
    }
}
