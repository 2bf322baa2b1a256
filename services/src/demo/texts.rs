//! What people write: a few sentences, invented, in the two languages of the desks.

use super::chance::Chance;

const SUPPLEMENTS: [&str; 6] = [
    "Đề nghị tổ chức bổ sung các giấy tờ còn thiếu nêu trên, mỗi loại một bản.",
    "Bản dịch chưa được chứng thực; đề nghị nộp lại bản dịch có chứng thực.",
    "Giấy tờ nước ngoài chưa được hợp pháp hóa lãnh sự.",
    "Please send the papers named above; all other papers are in order.",
    "The signature on the appointment could not be read; please send a clear copy.",
    "Danh mục chương trình chưa nêu rõ địa bàn và kinh phí từng năm.",
];

const OPINIONS: [&str; 6] = [
    "Thống nhất với đề nghị của tổ chức; không có ý kiến bổ sung.",
    "Đồng ý; đề nghị tổ chức phối hợp với địa phương khi triển khai.",
    "Lĩnh vực đề nghị phù hợp với nhu cầu vận động viện trợ giai đoạn này.",
    "No objection from our side.",
    "Đề nghị làm rõ nguồn kinh phí của năm thứ ba.",
    "The programme fits the plan of the sector.",
];

const OBJECTIONS: [&str; 4] = [
    "Mục tiêu hoạt động chưa phù hợp với định hướng của ngành.",
    "Chưa đủ căn cứ để đánh giá quá trình hoạt động của tổ chức.",
    "The plan does not say who carries the work out in the provinces.",
    "Đề nghị chưa xem xét cấp Giấy đăng ký trong đợt này.",
];

const REFUSALS: [&str; 4] = [
    "Hồ sơ không đáp ứng điều kiện nêu trên; tổ chức có thể nộp lại khi đã khắc phục.",
    "Trên cơ sở ý kiến của các cơ quan, đề nghị không được chấp thuận.",
    "The conditions named above are not met; a new application is possible at any time.",
    "Kế hoạch hoạt động chưa cụ thể và chưa có cam kết kinh phí.",
];

const STOPS: [&str; 2] = [
    "Quá thời hạn, tổ chức không bổ sung hồ sơ theo yêu cầu.",
    "The applicant did not answer the request and the reminder that followed it.",
];

const WITHDRAWALS: [&str; 3] = [
    "Tổ chức thay đổi kế hoạch hoạt động tại Việt Nam.",
    "The applicant will file again with another partner.",
    "Tổ chức xin rút hồ sơ để hoàn thiện Điều lệ.",
];

const APOLOGIES: [&str; 3] = [
    "Hồ sơ còn chờ ý kiến của cơ quan được lấy ý kiến.",
    "Cần thêm thời gian tổng hợp các ý kiến khác nhau.",
    "Nội dung hồ sơ liên quan đến nhiều địa phương, cần xác minh thêm.",
];

pub(super) fn apology(chance: &mut Chance) -> String {
    (*chance.pick(&APOLOGIES)).to_owned()
}

pub(super) fn supplement(chance: &mut Chance) -> String {
    (*chance.pick(&SUPPLEMENTS)).to_owned()
}

pub(super) fn opinion(chance: &mut Chance) -> String {
    (*chance.pick(&OPINIONS)).to_owned()
}

pub(super) fn objection(chance: &mut Chance) -> String {
    (*chance.pick(&OBJECTIONS)).to_owned()
}

pub(super) fn refusal(chance: &mut Chance) -> String {
    (*chance.pick(&REFUSALS)).to_owned()
}

pub(super) fn stop(chance: &mut Chance) -> String {
    (*chance.pick(&STOPS)).to_owned()
}

pub(super) fn withdrawal(chance: &mut Chance) -> String {
    (*chance.pick(&WITHDRAWALS)).to_owned()
}
