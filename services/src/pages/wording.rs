//! Every fixed text of the pages, in each language. A text without its translation does not compile.
//!
//! Names of statuses, events, roles and commands are in [`super::names`]; sentences with values in
//! them are where the values are: [`super::telling`] and [`super::terms`].

macro_rules! wording {
    ($(#[$doc:meta])* $name:ident, $of:ident; $($text:ident: $vi:literal, $en:literal;)+) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(in crate::pages) struct $name {
            $(pub(in crate::pages) $text: &'static str,)+
        }

        static VI: $name = $name { $($text: $vi,)+ };
        static EN: $name = $name { $($text: $en,)+ };

        /// The texts in this language.
        pub(in crate::pages) fn $of(language: domain::Language) -> &'static $name {
            language.pick(&VI, &EN)
        }

        impl $name {
            /// Every text with its name.
            #[cfg(test)]
            pub(in crate::pages::wording) fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($text), self.$text),)+]
            }
        }
    };
}

mod public;
mod scores;

pub(super) use self::public::{PublicWording, public_wording};
pub(super) use self::scores::{ScoreWording, score_wording};

wording! {
    /// The fixed texts of the pages for officers, in one language.
    Wording, wording;

    // The frame of every page.
    tagline: "Giải quyết hồ sơ thủ tục hành chính", "Administrative case processing";
    skip: "Đến nội dung chính", "Skip to the content";
    navigation: "Các trang", "Pages";
    language: "Ngôn ngữ", "Language";
    overview: "Tổng quan", "Overview";
    cases: "Hồ sơ", "Cases";
    certificates: "Giấy đăng ký", "Certificates";
    audit: "Nhật ký kiểm tra", "Audit trail";
    updated: "Cập nhật lúc", "Updated";
    as_of: "Số liệu lúc", "As of";
    position: "vị trí trong sổ sự kiện", "log position";
    procedures: "Thủ tục hành chính", "Procedures";
    log: "Sổ sự kiện", "The log";
    api: "Mô tả API", "API description";

    // What the National Public Service Portal was told.
    portal_sent: "Cổng đã xác nhận", "Confirmed by the portal";
    portal_waiting: "Đang chờ gửi Cổng", "Waiting to be sent to the portal";
    portal_refused: "Cổng từ chối", "Refused by the portal";

    // Lists.
    apply: "Lọc", "Filter";
    clear: "Bỏ lọc", "Clear filters";
    any: "Tất cả", "Any";
    search: "Tìm kiếm", "Search";
    next: "Trang sau", "Next page";
    previous: "Trang trước", "Previous page";
    first: "Về trang đầu", "Back to the first page";
    erased: "[đã xóa]", "[erased]";
    none: "–", "–";
    details: "Xem bảng số liệu", "Show the numbers as a table";

    // The overview.
    today: "Hôm nay", "Today";
    filed_today: "Nộp hôm nay", "Filed today";
    accepted_today: "Tiếp nhận hôm nay", "Accepted today";
    ended_today: "Kết thúc hôm nay", "Ended today";
    due_today: "Đến hạn hôm nay", "Due today";
    overdue: "Quá hạn", "Overdue";
    waiting_applicant: "Chờ tổ chức bổ sung", "Waiting for the applicant";
    organisations: "Tổ chức đã nộp hồ sơ", "Organisations that applied";
    active: "Tổ chức có giấy đăng ký còn hiệu lực", "Organisations with a valid certificate";
    procedure: "Thủ tục", "Procedure";
    all_procedures: "Mọi thủ tục", "All procedures";
    show: "Xem", "Show";
    by_status: "Hồ sơ theo trạng thái", "Cases by status";
    by_status_about: "Số hồ sơ ở mỗi trạng thái. Mỗi thanh dẫn đến danh sách hồ sơ tương ứng.",
        "How many cases have each status. Every bar leads to the list of its cases.";
    by_month: "Đúng hạn và trễ hạn theo tháng", "On time and late, by month";
    by_month_about: "Hồ sơ có hạn trả kết quả đã kết thúc trong từng tháng của 24 tháng gần nhất. Ngày kết thúc là ngày có quyết định (như chỉ số 2.1, Quyết định 766/QĐ-TTg), không phải ngày trả kết quả; thời hạn theo luật có thể tính đến khi trả kết quả.",
        "Cases with a due date that ended in each of the last 24 months. A case ends with its decision, as in index 2.1 of Decision 766/QĐ-TTg, and not with the hand-over of the result; the legal term may last until then.";
    waiting: "Chờ ý kiến của các cơ quan", "Opinions awaited from agencies";
    waiting_about: "Số văn bản lấy ý kiến chưa được trả lời, trong đó có số quá hạn.",
        "Consultations without an answer, and how many of them are late.";
    on_time: "Đúng hạn", "On time";
    late: "Trễ hạn", "Late";
    in_term: "Trong hạn", "Within the term";
    past_term: "Quá hạn", "Past the term";
    month: "Tháng", "Month";
    status: "Trạng thái", "Status";
    agency: "Cơ quan", "Agency";
    count: "Số hồ sơ", "Cases";
    awaited: "Chờ trả lời", "Awaited";
    left_out: "Còn thêm trong bảng số liệu:", "More in the table of numbers:";
    nothing_yet: "Chưa có số liệu.", "No figures yet.";
    share_on_time: "Tỷ lệ đúng hạn", "Share on time";

    // The list of cases.
    search_cases: "Tên hoặc mã hồ sơ, không cần dấu", "Name or code, accents not needed";
    applicant: "Tổ chức đề nghị", "Applicant";
    turn: "Đang xử lý tại", "Whose turn";
    turn_or_consulted: "Cơ quan đang xử lý hoặc được lấy ý kiến",
        "Agency whose turn it is or that is consulted";
    officer: "Cán bộ thụ lý", "Officer";
    officer_hint: "Mã định danh của cán bộ", "The officer's identifier";
    channel: "Hình thức nộp", "Channel";
    due: "Hạn trả kết quả", "Due";
    filed: "Ngày nộp", "Filed";
    timeliness: "Tình trạng thời hạn", "Timeliness";
    only_overdue: "Đang quá hạn", "Overdue";
    not_overdue: "Không quá hạn", "Not overdue";
    ended_on_time: "Đã kết thúc đúng hạn", "Ended on time";
    ended_late: "Đã kết thúc trễ hạn", "Ended late";
    order: "Sắp xếp", "Order";
    newest_first: "Mới nộp trước", "Newest first";
    due_first: "Đến hạn trước", "Due first";
    more_filters: "Lọc thêm", "More filters";
    no_cases: "Không có hồ sơ nào phù hợp.", "No case matches.";
    no_cases_hint: "Hãy bớt từ khóa hoặc bỏ bớt điều kiện lọc.",
        "Try fewer words, or clear some of the filters.";
    no_cases_at_all: "Chưa có hồ sơ nào.", "There are no cases yet.";
    no_cases_at_all_hint: "Hồ sơ xuất hiện ở đây ngay khi được nộp qua API hoặc được nhập vào.",
        "Cases appear here as soon as dossiers are filed over the API, or histories are imported.";
    waits_since: "tạm dừng tính từ", "stands still since";
    ended: "kết thúc", "ended";

    // A case.
    case: "Hồ sơ", "Case";
    held_since: "chưa cập nhật hồ sơ này kể từ", "has not kept up with this case since";
    held_about: "Nội dung bên dưới có thể cũ hơn thực tế. Không có dữ liệu nào bị mất; người vận hành đã được cảnh báo.",
        "What stands below may be older than the case. Nothing is lost, and the operator has been warned.";
    without_code: "Chưa cấp mã", "No code";
    version: "phiên bản", "version";
    portal_status: "Trạng thái trên Cổng DVCQG", "Status on the National Portal";
    receiver: "Cơ quan tiếp nhận", "Receiver";
    unit: "Đơn vị", "Unit";
    nobody: "Không còn cơ quan nào (đã kết thúc)", "Nobody's any more (closed)";
    unassigned: "Chưa phân công", "Not assigned yet";
    accepted: "Ngày tiếp nhận", "Accepted";
    result_due: "Hạn trả kết quả", "Result due";
    no_due: "Chưa có hạn", "Not set yet";
    deadlines: "Các thời hạn", "Deadlines";
    deadlines_about: "Mỗi thời hạn kèm lý do vì sao rơi vào ngày đó.",
        "Each with the reason why it ends on that day.";
    opinion_terms: "Thời hạn trả lời của từng cơ quan", "The terms of the agencies that were asked";
    no_deadlines: "Hồ sơ này không có thời hạn nào được tính tại đây.",
        "No deadline of this case is counted here.";
    skipped_days: "Những ngày không tính", "Days that are not counted";
    responsible: "Trách nhiệm", "Who has to keep it";
    consultations: "Lấy ý kiến", "Consultations";
    asked: "Gửi lấy ý kiến", "Asked";
    received: "Nhận văn bản", "Letter received";
    answer_due: "Hạn trả lời", "Answer due";
    answered: "Trả lời", "Answered";
    opinion: "Ý kiến", "Opinion";
    not_awaited: "không còn chờ vì hồ sơ đã kết thúc", "no longer awaited: the case ended";
    certificate: "Giấy đăng ký đã cấp", "Certificate";
    history: "Diễn biến", "Timeline";
    event_data: "Dữ liệu gốc của sự kiện", "The event's own data";
    recorded_at: "ghi nhận lúc", "recorded";
    no_time: "nguồn không ghi thời gian", "the source gives no time";
    as_json: "Hồ sơ này ở dạng JSON", "This case as JSON";
    audit_of_case: "Nhật ký kiểm tra của hồ sơ này", "Audit trail of this case";
    shown: "Sự kiện", "Events";
    scope_fields: "Lĩnh vực", "Fields";
    scope_provinces: "Địa bàn", "Provinces";

    // Registries.
    registry_organisations: "Tổ chức", "Organisations";
    organisation: "Tổ chức", "Organisation";
    home: "Quốc gia thành lập", "Founded in";
    representative: "Người đại diện", "Representative";
    search_with_numbers: "Tên hoặc số giấy đăng ký, không cần dấu", "Name or number, accents not needed";
    particulars: "Tên, quốc gia, người đại diện, lĩnh vực, địa bàn", "Names, homes, representatives, fields, provinces";
    particulars_about: "Mọi thay đổi có hiệu lực từ quyết định; nội dung mới được đề nghị ghi rõ là đang đề nghị.",
        "A change is in force since its decision; what is only asked for says so.";
    as_asked_for: "theo hồ sơ, chưa có quyết định", "as the dossier says; not decided yet";
    name_asked_for: "Tên đang đề nghị", "Name asked for";
    matter: "Mục", "What";
    content: "Nội dung", "Content";
    since: "Từ", "Since";
    until_when: "Đến", "Until";
    of_merged: "của tổ chức đã hợp nhất vào đây", "of one merged into this one";
    valid_certificates: "Giấy đăng ký đang giữ", "Certificates held";
    merged_here: "Đã hợp nhất vào đây", "Merged into this one";
    no_organisations: "Không có tổ chức nào phù hợp.", "No organisation matches.";
    no_organisations_hint: "Hãy bớt từ khóa hoặc bỏ bớt điều kiện lọc.", "Try fewer words, or clear some of the filters.";
    duplicates: "Có thể trùng nhau", "Possible duplicates";
    duplicates_about: "Những cặp tổ chức có thể là một, và vì sao. Việc hợp nhất do cơ quan giữ sổ đăng ký quyết định.",
        "Pairs of organisations that may be one, and why. Whoever keeps the registry decides whether to merge them.";
    no_duplicates: "Không có cặp nào giống nhau.", "No two look alike.";
    entered_later: "Ghi sau", "Entered later";
    entered_before: "Ghi trước", "Entered before";
    case_behind: "Hồ sơ", "Case";
    seat: "Trụ sở", "Seat";
    lapsed: "đã qua ngày cuối cùng", "its last day has passed";
    certificate_page: "Giấy đăng ký", "Certificate";
    certificates_of: "Giấy đăng ký", "Certificates";
    newest_on_top: "Mới nhất ở trên; mỗi thay đổi kèm hồ sơ.", "The newest comes first; each with the case behind it.";
    aid: "Viện trợ", "Aid";
    search_aid: "Tên hoặc số quyết định, không cần dấu", "Name or number, accents not needed";
    aid_about: "Khoản viện trợ đã phê duyệt, giá trị và số đã giải ngân. Mỗi loại tiền cộng riêng, không quy đổi.",
        "Aid that was approved, its value, and what of it was disbursed. Each currency is added up for itself; nothing is converted.";
    recipient: "Bên tiếp nhận", "Recipient";
    donor: "Bên viện trợ", "Donor";
    not_told: "Không nêu", "Not told";
    value: "Giá trị", "Value";
    approved_value: "Đã phê duyệt", "Approved";
    disbursed: "Đã giải ngân", "Disbursed";
    first_value: "Giá trị ban đầu", "Value at first";
    year: "Năm", "Year";
    currency: "Loại tiền", "Currency";
    approvals: "Số khoản", "Approvals";
    totals: "Tổng hợp theo", "Totals by";
    totals_several: "Khoản cho nhiều lĩnh vực hoặc địa bàn được tính đủ ở từng lĩnh vực, địa bàn; vì vậy không cộng các dòng với nhau.",
        "Aid for several fields or provinces counts in whole in each of them, so the lines are not to be added up.";
    totals_about: "Giá trị phê duyệt tính vào năm có quyết định phê duyệt (hoặc năm được chuyển sang). Số đã giải ngân tính vào năm mà báo cáo nêu (nếu không nêu thì năm báo cáo được ghi nhận), dù khoản viện trợ được phê duyệt năm nào. Tổng tính trên mọi khoản viện trợ, chỉ lọc theo năm; danh sách bên dưới ghi toàn bộ số đã giải ngân của từng khoản.",
        "What was approved counts in the year of its approval, or that it was moved to. What was disbursed counts in the year that the report is about, or else that of its acknowledgement, whenever the aid was approved. The totals are of all aid, or of one year; the list below says of each approval all that was disbursed under it.";
    no_aid: "Chưa có khoản viện trợ nào phù hợp.", "No aid matches.";
    no_aid_hint: "Khoản viện trợ xuất hiện ở đây khi được phê duyệt.", "Aid appears here when it is approved.";
    aid_closed: "Đã kết thúc", "Closed";
    managing_agency: "Cơ quan chủ quản", "Managing agency";
    aid_kind: "Việc", "What";
    aid_given: "Viện trợ đã cung cấp", "Aid given";
    aid_received: "Viện trợ đã tiếp nhận", "Aid received";
    donor_home: "Quốc gia của bên viện trợ", "Country of the donor";
    focal_points: "Đầu mối", "Focal points";
    focal_points_title: "Đầu mối của các tỉnh, thành phố", "Focal points of provinces";
    focal_points_about: "Mỗi tỉnh, thành phố có ba đầu mối. Tên và liên hệ được giữ mã hóa, có thể xóa.",
        "Each province has three. Names and contacts are kept encrypted and can be erased.";
    province: "Tỉnh, thành phố", "Province";
    vacant: "Chưa cử", "Nobody named";
    focal_role: "Nhiệm vụ", "Task";
    search_focal_points: "Tên người đầu mối, không cần dấu", "Name of a person, accents not needed";
    no_focal_points: "Không có đầu mối nào phù hợp.", "No focal point matches.";
    merged_into: "nhập vào", "became part of";
    named_since: "từ", "since";
    former: "Trước đây", "Before";
    until: "đến", "until";

    // What is owed.
    duties: "Nghĩa vụ", "Duties";
    duties_title: "Báo cáo và nghĩa vụ", "Reports and duties";
    duties_whose: "Của ai", "Whose";
    duties_of_agencies: "Báo cáo của cơ quan", "Reports of agencies";
    duties_of_organisations: "Nghĩa vụ của tổ chức", "Duties of organisations";
    duties_of_aid: "Báo cáo của chủ khoản viện trợ", "Reports of aid owners";
    duties_of_aid_about: "Báo cáo mà chủ khoản viện trợ phải gửi cơ quan chủ quản trong thời gian thực hiện và sau khi kết thúc. Khoản viện trợ mà hồ sơ không nêu thời gian thực hiện không được liệt kê.",
        "What owners of aid have to report to the managing agency while the aid runs and after its end. Aid of which no dossier told when it runs is not listed.";
    aid_runs: "Thời gian thực hiện", "Runs";
    aid_owner: "Chủ khoản viện trợ", "Owner of the aid";
    duties_of_agencies_about: "Báo cáo mà bộ, ngành, địa phương phải gửi theo từng kỳ, và kết quả thực hiện. Những gì đến hạn trước khi danh mục được ban hành ở đây không được liệt kê.",
        "What ministries, provinces and other agencies have to report for each period, and what became of it. What was due before the catalogue was published here is not listed.";
    duties_of_organisations_about: "Những việc tổ chức phải làm theo giấy đăng ký, và kết quả thực hiện.",
        "What organisations have to do under their certificates, and what became of it.";
    duty: "Việc phải làm", "What is owed";
    duty_due: "Hạn", "By";
    report_period: "Kỳ báo cáo", "Period";
    no_duties: "Không có việc nào phù hợp.", "Nothing matches.";
    no_duties_hint: "Hãy chọn mọi trạng thái hoặc bỏ lọc.", "Choose any state, or clear the filters.";

    // Leads to how the handling of dossiers is scored.
    scores_title: "Chấm điểm giải quyết hồ sơ", "How the handling of dossiers is scored";
    score_of_case: "Điểm giải quyết", "Points for its handling";

    // Certificates.
    search_certificates: "Tên hoặc số giấy, không cần dấu", "Name or number, accents not needed";
    number: "Số", "Number";
    kind: "Loại", "Kind";
    holder: "Tổ chức", "Holder";
    valid_from: "Ngày cấp", "Issued";
    valid_until: "Có giá trị đến", "Valid until";
    no_certificates: "Không có giấy đăng ký nào phù hợp.", "No certificate matches.";
    no_certificates_hint: "Hãy bớt từ khóa hoặc chọn mọi trạng thái.",
        "Try fewer words, or any state.";
    no_certificates_at_all: "Chưa có giấy đăng ký nào được cấp.", "No certificate was issued yet.";
    no_certificates_at_all_hint: "Giấy đăng ký xuất hiện ở đây khi cơ quan có thẩm quyền quyết định cấp.",
        "Certificates appear here when the decider grants them.";

    // The audit trail.
    audit_about: "Ai đã làm gì, khi nào, với vai trò nào, bằng lệnh nào và vì sao. Mới nhất ở trên.",
        "Who did what, when, in which role, by which command, and why. The newest comes first.";
    when: "Thời điểm", "When";
    who: "Người thực hiện", "Who";
    what: "Việc đã xảy ra", "What happened";
    command: "Lệnh", "Command";
    why: "Lý do", "Why";
    subject: "Đối tượng", "On what";
    case_id: "Mã hồ sơ hoặc mã định danh", "Dossier code or identifier";
    actor: "Mã định danh người thực hiện", "Identifier of who did it";
    no_acts: "Không có mục nào phù hợp.", "No entry matches.";
    no_acts_hint: "Hãy kiểm tra lại mã định danh hoặc bỏ bớt điều kiện lọc.",
        "Check the identifiers, or clear some of the filters.";

    // When a page cannot be shown.
    not_found: "Không tìm thấy trang", "This page does not exist";
    not_found_hint: "Có thể đường dẫn bị sai, hoặc hồ sơ vừa nộp chưa kịp hiển thị. Hãy thử lại sau giây lát hoặc tìm trong danh sách hồ sơ.",
        "The address may be wrong, or a case that was just filed is not shown yet. Try again in a moment, or look for it in the list of cases.";
    bad_address: "Không hiểu được đường dẫn", "This address cannot be read";
    bad_address_hint: "Một điều kiện trong đường dẫn không đúng. Hãy mở lại danh sách và chọn điều kiện lọc.",
        "One of its conditions is not valid. Open the list again and choose from its filters.";
    unknown_field: "Trang này không có điều kiện", "This page has no condition";
    unknown_value: "Giá trị không hợp lệ cho điều kiện", "No valid value for the condition";
    no_past: "Trang này chỉ hiển thị hiện trạng. Để xem hồ sơ tại một thời điểm trước, hãy dùng lệnh hoso replay với --at hoặc --as-of, hoặc địa chỉ /v1/cases/… của API.",
        "This page shows the present only. For a case as it was, use hoso replay with --at or --as-of, or /v1/cases/… of the API with the same condition.";
    away: "Dịch vụ tạm thời gián đoạn", "The service is interrupted for a moment";
    away_hint: "Cơ sở dữ liệu hiện không trả lời. Hồ sơ không bị ảnh hưởng. Hãy tải lại trang sau ít giây.",
        "The database does not answer at present. No case is affected. Please load the page again in a few seconds.";
    held_back: "Hồ sơ này tạm thời chưa hiển thị được", "This case cannot be shown for now";
    held_back_hint: "Hệ thống chưa xử lý được một sự kiện của hồ sơ này. Không có dữ liệu nào bị mất. Người vận hành đã được cảnh báo.",
        "One event of this case could not be processed yet. Nothing is lost, and the operator has been warned.";
    broken: "Trang này đang gặp sự cố", "This page is out of order";
    broken_hint: "Sự cố đã được ghi lại. Hồ sơ không bị ảnh hưởng. Hãy thử lại sau ít phút.",
        "The fault has been recorded. No case is affected. Try again in a few minutes.";
    closed: "Cần đăng nhập", "Signing in is needed";
    closed_hint: "Các trang này hiển thị dữ liệu cá nhân. Hệ thống này chưa có đăng nhập nên không hiển thị cho bất kỳ ai. Người vận hành có thể mở trên chính máy này bằng --trust-actor-headers.",
        "These pages show personal data. This installation has no sign-in yet, so they are shown to nobody. Its operator can open them on the machine itself with --trust-actor-headers.";
    to_overview: "Về trang tổng quan", "To the overview";
    to_cases: "Đến danh sách hồ sơ", "To the list of cases";
}

#[cfg(test)]
mod tests {
    use domain::Language::{En, Vi};

    use super::{public_wording, score_wording, wording};

    /// Texts that are the same in both languages on purpose.
    const SAME: [&str; 1] = ["none"];

    #[test]
    fn every_text_is_there_and_translated() {
        let officers = wording(Vi).all().into_iter().zip(wording(En).all());
        let everybody = public_wording(Vi).all().into_iter();
        let everybody = everybody.zip(public_wording(En).all());
        let scores = score_wording(Vi).all().into_iter();
        let scores = scores.zip(score_wording(En).all());
        for ((name, vi), (_, en)) in officers.chain(everybody).chain(scores) {
            assert!(!vi.trim().is_empty() && !en.trim().is_empty(), "{name}");
            assert!(vi != en || SAME.contains(&name), "{name} is not translated");
        }
    }
}
