//! Names of organisations and people that do not exist, put together from invented words.

use std::collections::BTreeSet;

use domain::Country;
use projections::organisation::likeness;

use super::chance::Chance;

/// Places and families that are on no map.
const PROPER: [&str; 48] = [
    "Alderwyck",
    "Brannmoor",
    "Calvèze",
    "Dunhollow",
    "Élanvale",
    "Fjordlunda",
    "Grünhaag",
    "Härjevik",
    "Isarquell",
    "Jørnvang",
    "Kestrelgate",
    "Lindqvarn",
    "Montclairon",
    "Nørrelund",
    "Østervad",
    "Pérignane",
    "Quillhaven",
    "Rosenmatt",
    "Sólheimur",
    "Thistlemere",
    "Uhrenfels",
    "Valdemora",
    "Weißenquell",
    "Ylvaborg",
    "Zephyrin",
    "Açorelha",
    "Bělohradec",
    "Čapkovín",
    "Dąbrowiec",
    "Eichenmühl",
    "Färgeby",
    "Gouveira",
    "Hawthornleigh",
    "Îlemont",
    "Jokiranta",
    "Kirkenmoor",
    "Löwenbach",
    "Mirabelleau",
    "Niñoverde",
    "Oakhallow",
    "Puertazul",
    "Råbyholm",
    "Saintevigne",
    "Tannenrode",
    "Übersee-Lund",
    "Vítkovany",
    "Wrenfield",
    "Zürnthal",
];

/// What English names are about.
const ENGLISH_THEMES: [&str; 26] = [
    "Lotus Bridge",
    "Open Water",
    "Morning Rice",
    "Green Delta",
    "Bamboo Path",
    "First Light",
    "Clear Stream",
    "Little Steps",
    "Kind Hands",
    "Seed and Soil",
    "Safe Harbour",
    "Silk Thread",
    "Wide Horizon",
    "Rural Health",
    "Mothers and Children",
    "Reading Rooms",
    "Clean Air",
    "Highland Schools",
    "River Guardians",
    "Forest Futures",
    "Second Chance",
    "Mangrove",
    "Village Clinics",
    "Coastal Livelihoods",
    "Inclusive Play",
    "Good Harvest",
];

/// What English names end with.
const ENGLISH_KINDS: [&str; 12] = [
    "Foundation",
    "Trust",
    "Association",
    "Initiative",
    "Relief Fund",
    "Partnership",
    "Network",
    "Society",
    "Alliance",
    "Development Fund",
    "Institute",
    "Volunteers",
];

/// What Vietnamese names begin with.
const VIETNAMESE_KINDS: [&str; 9] = [
    "Tổ chức",
    "Quỹ",
    "Hội",
    "Viện",
    "Mạng lưới",
    "Quỹ Từ thiện",
    "Hiệp hội",
    "Trung tâm",
    "Liên minh",
];

/// What Vietnamese names are about.
const VIETNAMESE_THEMES: [&str; 28] = [
    "Nhịp cầu Sen Xanh",
    "Ánh Dương",
    "Hạt Mầm",
    "Dòng Sông Nhỏ",
    "Nắng Ban Mai",
    "Mái Ấm Tre Việt",
    "Giếng Nước Sạch",
    "Lớp Học Vùng Cao",
    "Bàn Tay Nhân Ái",
    "Cánh Diều Xanh",
    "Rừng Ngập Mặn",
    "Trẻ Em Làng Chài",
    "Sức Khỏe Thôn Bản",
    "Sinh Kế Ven Biển",
    "Đồng Hành Nông Dân",
    "Chắp Cánh Ước Mơ",
    "Ngôi Nhà Hướng Dương",
    "Hạt Gạo Vàng",
    "Phụ Nữ Vùng Cao",
    "Tủ Sách Làng",
    "Khởi Đầu Mới",
    "Bước Chân Nhỏ",
    "Gió Lành",
    "Mầm Xanh Tây Nguyên",
    "Nụ Cười Trẻ Thơ",
    "Đất Lành",
    "Biển Khỏe",
    "Cây Cầu Tre",
];

/// Countries that organisations come from.
const HOMES: [&str; 16] = [
    "AU", "BE", "CA", "CH", "CZ", "DE", "DK", "FR", "GB", "IE", "JP", "NL", "NO", "SE", "SG", "US",
];

const GIVEN: [&str; 30] = [
    "Annelie",
    "Bastien",
    "Célestine",
    "Dorian",
    "Eluned",
    "Folke",
    "Ghislaine",
    "Hjalmar",
    "Ilse",
    "Jacobina",
    "Klement",
    "Leocadia",
    "Matthäus",
    "Noémie",
    "Oswin",
    "Pilar",
    "Quirin",
    "Rosalind",
    "Sören",
    "Tamsin",
    "Ulrike",
    "Valentín",
    "Wenzel",
    "Ximena",
    "Yvaine",
    "Zdeněk",
    "Ailsa",
    "Benedetta",
    "Cormac",
    "Delphine",
];

const VIETNAMESE_FAMILY: [&str; 12] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
];

const VIETNAMESE_GIVEN: [&str; 20] = [
    "Thị Bích Ngọc",
    "Văn Thành",
    "Minh Châu",
    "Quốc Khánh",
    "Thị Hồng Nhung",
    "Đức Anh",
    "Thanh Thảo",
    "Hữu Phước",
    "Thị Mai Hương",
    "Gia Bảo",
    "Khánh Linh",
    "Trọng Nghĩa",
    "Thị Thu Hà",
    "Hoài Nam",
    "Phương Uyên",
    "Tuấn Kiệt",
    "Ngọc Diệp",
    "Công Minh",
    "Thị Ánh Tuyết",
    "Bảo Trâm",
];

/// The name of an organisation that nobody had yet, and a word for its address.
pub(super) fn organisation(chance: &mut Chance, taken: &mut BTreeSet<String>) -> (String, String) {
    loop {
        let proper = chance.pick(&PROPER);
        let name = if chance.percent(45) {
            let (kind, theme) = (
                chance.pick(&VIETNAMESE_KINDS),
                chance.pick(&VIETNAMESE_THEMES),
            );
            format!("{kind} {theme} {proper}")
        } else {
            let (theme, kind) = (chance.pick(&ENGLISH_THEMES), chance.pick(&ENGLISH_KINDS));
            format!("{proper} {theme} {kind}")
        };
        if taken.insert(name.clone()) {
            return (name, host(proper));
        }
    }
}

/// Where an organisation was founded.
pub(super) fn home(chance: &mut Chance) -> Country {
    let home = chance.pick(&HOMES);
    home.parse().expect("each is two capital letters")
}

/// The name of whoever represents an organisation.
pub(super) fn person(chance: &mut Chance) -> String {
    if chance.percent(35) {
        let (family, given) = (
            chance.pick(&VIETNAMESE_FAMILY),
            chance.pick(&VIETNAMESE_GIVEN),
        );
        format!("{family} {given}")
    } else {
        format!("{} {}", chance.pick(&GIVEN), chance.pick(&PROPER))
    }
}

/// The word in the letters that addresses are made of.
fn host(word: &str) -> String {
    projections::search::folded(word)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

/// What Vietnamese bodies that receive aid begin with.
const OWNER_KINDS: [&str; 5] = [
    "Ban Quản lý dự án",
    "Trung tâm Hỗ trợ",
    "Quỹ Bảo trợ",
    "Hợp tác xã",
    "Trung tâm Bảo trợ xã hội",
];

/// A body that receives aid.
pub(super) fn owner(chance: &mut Chance) -> String {
    let (kind, theme) = (chance.pick(&OWNER_KINDS), chance.pick(&VIETNAMESE_THEMES));
    format!("{kind} {theme}")
}

/// An official of a province.
pub(super) fn official(chance: &mut Chance) -> String {
    let (family, given) = (
        chance.pick(&VIETNAMESE_FAMILY),
        chance.pick(&VIETNAMESE_GIVEN),
    );
    format!("{family} {given}")
}

/// The name as a clerk writes it who swaps two letters, and so that it can be found out: not of a word
/// such as "Society", which many names have.
pub(super) fn misspelt(name: &str) -> String {
    let mut words: Vec<&str> = name.split(' ').collect();
    words.sort_by_key(|it| std::cmp::Reverse(it.chars().count()));
    let mut tries = words.into_iter().filter_map(|it| {
        let swapped = swapped(it)?;
        Some(name.replacen(it, &swapped, 1))
    });
    let home = Some("SE");
    let is_found = |it: &String| likeness((name, home), (it, home)).is_some();
    tries.find(is_found).unwrap_or_else(|| name.to_owned())
}

/// A word with the first two letters after the capital that differ the other way round.
fn swapped(word: &str) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let last = letters.len().saturating_sub(1);
    let at = (1..last).find(|it| letters[*it] != letters[it + 1])?;
    letters.swap(at, at + 1);
    Some(letters.into_iter().collect())
}
