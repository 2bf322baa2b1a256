use askama::Template as _;

use super::super::wording::wording;
use super::{Bars, Caption, Columns, Part, Row, Shade, pixels, tick_step, wrapped};
use domain::Language;

fn part(count: i64, shade: Shade) -> Part {
    Part {
        count,
        says: format!("{count}"),
        href: "/cases?x=1&y=2".to_owned(),
        shade,
    }
}

fn row(label: &str, good: i64, late: i64) -> Row {
    Row {
        label: label.to_owned(),
        href: "/cases".to_owned(),
        parts: vec![part(good, Shade::Good), part(late, Shade::Late)],
        cells: vec![(good + late).to_string(), late.to_string()],
    }
}

fn caption() -> Caption {
    Caption {
        id: "test",
        title: "Title",
        about: "About",
        heads: vec!["A", "B", "C"],
        legend: vec![(Shade::Good, "good"), (Shade::Late, "late")],
    }
}

fn bars(rows: Vec<Row>) -> Bars {
    Bars::new(wording(Language::En), caption(), rows)
}

fn columns(rows: Vec<Row>) -> Columns {
    let short: Vec<String> = (0..rows.len()).map(|it| format!("m{it}")).collect();
    Columns::new(wording(Language::En), caption(), rows, &short, |it| {
        it.to_string()
    })
}

#[test]
fn the_longest_bar_takes_the_room_there_is_and_others_their_share() {
    let chart = bars(vec![row("a", 30, 10), row("b", 20, 0)]);
    let widths: Vec<Vec<String>> = (chart.placed.iter())
        .map(|bar| bar.pieces.iter().map(|it| it.width.to_string()).collect())
        .collect();
    assert_eq!(widths, [vec!["64.500%", "21.500%"], vec!["43.000%"]]);
    assert_eq!(chart.placed[0].pieces[1].x.to_string(), "64.500%");
    assert_eq!(chart.placed[0].value_x.to_string(), "86.000%");
}

#[test]
fn bars_do_not_overlap_however_long_their_labels_are() {
    let long =
        "Ủy ban nhân dân thành phố trực thuộc trung ương với một cái tên rất dài và dài hơn nữa";
    let chart = bars(vec![row(long, 1, 0), row("b", 1, 0), row(long, 0, 1)]);
    for pair in chart.placed.windows(2) {
        let below = pair[0].y + super::BAR_HEIGHT;
        assert!(pair[1].lines[0].y > below + 8, "{pair:?}");
    }
    let last = chart.placed.last().unwrap();
    assert!(chart.height >= last.y + super::BAR_HEIGHT);
}

#[test]
fn a_chart_of_nothing_says_so() {
    let html = bars(vec![]).render().unwrap();
    assert!(html.contains("No figures yet.") && !html.contains("<svg class=\"bars\""));
    assert!(columns(vec![row("a", 0, 0)]).render().is_ok());
}

#[test]
fn the_parts_of_a_column_stand_upon_one_another_and_on_the_base() {
    let chart = columns(vec![row("a", 30, 10), row("b", 0, 5), row("c", 0, 0)]);
    let [good, late] = &chart.placed[0].pieces[..] else {
        panic!("two parts")
    };
    assert_eq!(good.y + good.height, chart.base);
    assert_eq!(late.y + late.height, good.y);
    assert_eq!(
        chart.placed[1].pieces[0].y + chart.placed[1].pieces[0].height,
        chart.base
    );
    assert!(chart.placed[2].pieces.is_empty());
}

#[test]
fn one_case_among_thousands_is_still_seen() {
    let chart = columns(vec![row("a", 100_000, 1)]);
    assert_eq!(chart.placed[0].pieces[1].height, 1);
}

#[test]
fn the_scale_is_round_and_reaches_above_the_highest_column() {
    assert_eq!(
        [0, 1, 4, 5, 9, 21, 41, 4_321].map(tick_step),
        [1, 1, 1, 2, 5, 10, 20, 2_000]
    );
    let chart = columns(vec![row("a", 40, 1)]);
    let texts: Vec<&str> = chart.ticks.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(texts, ["0", "20", "40", "60"]);
    assert_eq!(chart.ticks[0].y, chart.base);
    assert!(chart.ticks.last().unwrap().y < chart.placed[0].pieces[1].y);
    assert_eq!(pixels(60, 60), super::COLUMNS_HEIGHT);
}

#[test]
fn every_third_column_is_labelled_and_the_last_one_always() {
    let chart = columns((0..24).map(|_| row("a", 1, 0)).collect());
    let labels: Vec<&str> = (chart.placed.iter())
        .filter_map(|it| it.label.as_deref())
        .collect();
    assert_eq!(
        labels,
        ["m2", "m5", "m8", "m11", "m14", "m17", "m20", "m23"]
    );
}

#[test]
fn a_label_is_broken_between_words_and_shortened_in_the_end() {
    assert_eq!(wrapped("Bộ Y tế"), ["Bộ Y tế"]);
    let long = ["mười"; 40].join(" ");
    let lines = wrapped(&long);
    assert_eq!(lines.len(), 2);
    assert!(
        lines
            .iter()
            .all(|it| it.chars().count() <= super::LABEL_CHARS_MAX + 2)
    );
    assert!(lines[1].ends_with(" …"));
    let unbroken = "x".repeat(200);
    assert_eq!(wrapped(&unbroken)[0].len(), super::LABEL_CHARS_MAX);
}

#[test]
fn a_hostile_name_stays_text() {
    let hostile = "\"><script>alert(1)</script>";
    for html in [
        bars(vec![row(hostile, 1, 1)]).render().unwrap(),
        columns(vec![row(hostile, 1, 1)]).render().unwrap(),
    ] {
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&#60;script&#62;"));
        assert!(html.contains("/cases?x=1&#38;y=2"));
    }
}

#[test]
fn the_numbers_of_a_chart_are_in_its_table_too() {
    let html = bars(vec![row("label", 1_200, 34)]).render().unwrap();
    let table = html.split("<table").nth(1).unwrap();
    assert!(table.contains("<td>1234</td><td>34</td>"));
    assert!(table.contains("<th scope=\"row\"><a href=\"/cases\">label</a></th>"));
}
