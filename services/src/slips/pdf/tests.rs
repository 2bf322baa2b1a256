use domain::Language;
use lopdf::Document;
use time::macros::datetime;

use super::font::{Face, fonts};
use super::print;
use crate::slips::content::{Block, Confirmation, Paper, Sheet, Signature, Table};

/// Vowels of Vietnamese with each of the five tones and without, and its other letters.
const ALPHABET: &str = "\
    aàáảãạ ăằắẳẵặ âầấẩẫậ eèéẻẽẹ êềếểễệ iìíỉĩị oòóỏõọ ôồốổỗộ ơờớởỡợ uùúủũụ ưừứửữự yỳýỷỹỵ \
    bcdđghklmnpqrstvx fjwz";

fn letters() -> Vec<char> {
    let lower = ALPHABET.chars().filter(|it| !it.is_whitespace());
    lower
        .clone()
        .chain(lower.flat_map(char::to_uppercase))
        .collect()
}

fn paper(blocks: Vec<Block>) -> Paper {
    Paper {
        language: Language::Vi,
        sheet: Sheet::Upright,
        form: "Mẫu số 01".into(),
        issuer: "Ủy ban công tác về các tổ chức phi chính phủ nước ngoài".into(),
        number: "Số: G08-260302-0001".into(),
        day: "ngày 02 tháng 3 năm 2026".into(),
        at: datetime!(2026-03-02 09:00 +7),
        title: "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ".into(),
        subject: "Mã hồ sơ: G08-260302-0001".into(),
        blocks,
        signatures: vec![Signature {
            role: "NGƯỜI NHẬN".into(),
            hint: "(Ký, ghi rõ họ tên)".into(),
        }],
        confirmation: Some(Confirmation {
            url: "http://127.0.0.1:8080/verify/0?key=1".into(),
            hint: "Quét mã".into(),
        }),
    }
}

/// What another program reads from it, page after page, without line breaks.
fn read(pdf: &[u8]) -> Vec<String> {
    let document = Document::load_mem(pdf).unwrap();
    let pages = document.get_pages().into_keys();
    let text = pages.map(|it| document.extract_text(&[it]).unwrap());
    text.map(|it| it.replace('\n', "")).collect()
}

#[test]
fn every_letter_of_vietnamese_has_a_glyph_in_every_face() {
    let fonts = fonts().unwrap();
    let expected = [
        (Face::Regular, "Libertinus Serif Regular"),
        (Face::Bold, "Libertinus Serif Bold"),
        (Face::Italic, "Libertinus Serif Italic"),
    ];
    let letters = letters();
    // 12 vowels in 6 tones, 17 consonants, f j w z; small and capital.
    assert_eq!(letters.len(), 2 * (12 * 6 + 17 + 4));
    for (face, name) in expected {
        let font = fonts.of(face);
        assert_eq!(font.name(), name);
        for letter in letters.iter().chain(&['–', '…', '“', '”', '№']) {
            assert!(font.has(*letter), "{name} lacks {letter}");
        }
    }
}

#[test]
fn another_program_reads_every_letter_as_it_was_written() {
    let alphabet: String = letters().into_iter().collect();
    let decomposed: String = {
        use unicode_normalization::UnicodeNormalization as _;
        alphabet.nfd().collect()
    };
    assert_ne!(alphabet, decomposed);
    for written in [&alphabet, &decomposed] {
        let pdf = print(&paper(vec![Block::Text(written.clone())])).unwrap();
        let text = read(&pdf).concat();
        // The alphabet is longer than a line.
        let letters: String = text.split_whitespace().collect();
        assert!(letters.contains(&alphabet), "{text}");
        assert!(
            text.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            "{text}"
        );
        assert!(text.contains("Độc lập - Tự do - Hạnh phúc"), "{text}");
    }
}

#[test]
fn the_same_paper_has_the_same_bytes() {
    let paper = paper(vec![Block::Text("Nội dung".into())]);
    assert_eq!(print(&paper).unwrap(), print(&paper).unwrap());
}

#[test]
fn it_says_what_it_is_and_that_it_is_made_for_the_archive() {
    let pdf = print(&paper(vec![])).unwrap();
    let document = Document::load_mem(&pdf).unwrap();
    let catalogue = document.catalog().unwrap();
    assert_eq!(catalogue.get(b"Lang").unwrap().as_str().unwrap(), b"vi");
    assert!(catalogue.get(b"StructTreeRoot").is_ok(), "it is tagged");
    assert!(catalogue.get(b"OutputIntents").is_ok());
    let about = String::from_utf8_lossy(&pdf);
    assert!(about.contains("<pdfaid:part>2</pdfaid:part>"));
    assert!(about.contains("<pdfaid:conformance>A</pdfaid:conformance>"));
    let embedded = document.objects.values().filter_map(|it| it.as_dict().ok());
    let mut fonts = embedded.filter(|it| it.has_type(b"FontDescriptor"));
    assert!(fonts.all(|it| it.has(b"FontFile3") || it.has(b"FontFile2")));
}

#[test]
fn a_long_table_goes_on_under_its_head_on_the_next_page() {
    let row = |number: usize| vec![number.to_string(), "Bản sao Điều lệ của tổ chức ".repeat(3)];
    let table = Table {
        columns: vec![("STT".into(), 1), ("Thành phần".into(), 9)],
        rows: (1..=60).map(row).collect(),
    };
    let pdf = print(&paper(vec![Block::Table(table)])).unwrap();
    let pages = read(&pdf);
    assert!(pages.len() > 2, "{}", pages.len());
    for page in &pages[..pages.len() - 1] {
        assert!(page.contains("Thành phần"), "{page}");
    }
    assert!(pages[pages.len() - 1].contains("3/3") || pages.len() != 3);
}

#[test]
fn nothing_that_somebody_writes_keeps_a_paper_from_being_made() {
    for odd in [
        "日本語の名前",
        "منظمة",
        "Zero\0width\u{200b}\u{feff}",
        "tab\tand\nline",
        "😀",
        &"w".repeat(5_000),
        &"w ".repeat(5_000),
        "",
        "\u{301}\u{e000}",
    ] {
        let fields = vec![
            Block::Field {
                name: "Tên".into(),
                value: odd.into(),
            },
            Block::Table(Table {
                columns: vec![("Một".into(), 1), ("Hai".into(), 1)],
                rows: vec![vec![odd.into(), odd.into()]],
            }),
        ];
        let printed = print(&paper(fields));
        assert!(printed.is_ok(), "{odd:.40}: {:?}", printed.err());
    }
}
