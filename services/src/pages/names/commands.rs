//! What commands are called.

/// Names of commands: name, Vietnamese, English.
pub(super) const COMMANDS: [(&str, &str, &str); 46] = [
    ("submit_dossier", "Nộp hồ sơ", "Submit the dossier"),
    ("assign_officer", "Phân công cán bộ", "Assign an officer"),
    (
        "request_supplement",
        "Yêu cầu bổ sung",
        "Request a supplement",
    ),
    (
        "supplement_dossier",
        "Bổ sung hồ sơ",
        "Supplement the dossier",
    ),
    ("accept_dossier", "Tiếp nhận hồ sơ", "Accept the dossier"),
    ("refuse_intake", "Từ chối tiếp nhận", "Refuse intake"),
    ("request_consultation", "Lấy ý kiến", "Ask for opinions"),
    (
        "receive_consultation",
        "Xác nhận đã nhận văn bản",
        "Confirm receipt of the letter",
    ),
    ("give_opinion", "Cho ý kiến", "Give an opinion"),
    ("forward_dossier", "Chuyển hồ sơ", "Forward the dossier"),
    (
        "grant_certificate",
        "Cấp giấy đăng ký",
        "Grant the certificate",
    ),
    (
        "refuse_application",
        "Không chấp thuận",
        "Refuse the application",
    ),
    ("withdraw_dossier", "Rút hồ sơ", "Withdraw the dossier"),
    ("stop_processing", "Dừng giải quyết", "Stop processing"),
    (
        "announce_result",
        "Thông báo có kết quả",
        "Announce the result",
    ),
    ("return_result", "Trả kết quả", "Return the result"),
    (
        "confirm_follow_up",
        "Xác nhận đã thực hiện",
        "Confirm what was done",
    ),
    ("file_document", "Nộp tệp", "Add a file"),
    (
        "reappoint",
        "Hẹn lại ngày trả kết quả",
        "Set another day for the result",
    ),
    (
        "let_time_pass",
        "Ghi nhận thời hạn đã qua",
        "Note what time brought",
    ),
    (
        "recount_deadlines",
        "Tính lại thời hạn",
        "Count terms again",
    ),
    ("import_history", "Nhập dữ liệu hồ sơ", "Import a history"),
    (
        "expire_certificate",
        "Ghi nhận hết hiệu lực",
        "Let the certificate expire",
    ),
    ("issue_slip", "Cấp giấy tờ", "Hand out a paper"),
    ("publish", "Công bố danh mục", "Publish the catalogue"),
    (
        "erase_personal_data",
        "Xóa dữ liệu cá nhân",
        "Erase personal data",
    ),
    (
        "complete_erasure",
        "Ghi nhận đã xóa xong",
        "Complete the erasure",
    ),
    (
        "escalate_consultation",
        "Báo cáo việc chậm trả lời",
        "Report a late opinion",
    ),
    (
        "hold_meeting",
        "Họp các cơ quan liên quan",
        "Hold a meeting",
    ),
    (
        "merge_organisation",
        "Hợp nhất tổ chức",
        "Merge an organisation",
    ),
    ("name_focal_point", "Cử đầu mối", "Name a focal point"),
    (
        "vacate_focal_point",
        "Bỏ trống đầu mối",
        "Vacate a focal point",
    ),
    ("repeal", "Bãi bỏ thủ tục", "Repeal a procedure"),
    ("request_payment", "Yêu cầu nộp phí", "Ask for a payment"),
    ("pause_case", "Tạm dừng hồ sơ", "Let the case wait"),
    ("resume_case", "Tiếp tục hồ sơ", "Let the case go on"),
    (
        "fulfil_duty",
        "Ghi nhận thực hiện nghĩa vụ",
        "Say that a duty was fulfilled",
    ),
    ("waive_duty", "Miễn nghĩa vụ", "Waive a duty"),
    (
        "note_missed_duties",
        "Ghi nhận nghĩa vụ quá hạn",
        "Note missed duties",
    ),
    (
        "waive_aid_duty",
        "Miễn báo cáo viện trợ",
        "Waive an aid report",
    ),
    (
        "note_missed_aid_duties",
        "Ghi nhận báo cáo viện trợ quá hạn",
        "Note missed aid reports",
    ),
    ("note_renewal", "Ghi nhận đề nghị gia hạn", "Note a renewal"),
    ("file_report", "Báo cáo", "Make a report"),
    ("waive_report", "Miễn báo cáo", "Waive a report"),
    (
        "note_missed_report",
        "Ghi nhận báo cáo quá hạn",
        "Note a missed report",
    ),
    (
        "repeal_entry",
        "Bãi bỏ mục trong danh mục",
        "Repeal an entry",
    ),
];
