//! What events and commands are called.

/// Wire names of events: name, Vietnamese, English.
pub(super) const EVENTS: [(&str, &str, &str); 61] = [
    ("case.dossier_submitted.v1", "Nộp hồ sơ", "Dossier filed"),
    (
        "case.officer_assigned.v1",
        "Phân công cán bộ thụ lý",
        "Officer assigned",
    ),
    (
        "case.supplement_requested.v1",
        "Yêu cầu bổ sung hồ sơ",
        "Supplement requested",
    ),
    ("case.paused.v1", "Tạm dừng tính thời hạn", "Case paused"),
    ("case.resumed.v1", "Tiếp tục tính thời hạn", "Case resumed"),
    (
        "case.dossier_supplemented.v1",
        "Bổ sung hồ sơ",
        "Dossier supplemented",
    ),
    (
        "case.dossier_accepted.v1",
        "Tiếp nhận hồ sơ",
        "Dossier accepted",
    ),
    (
        "case.intake_refused.v1",
        "Từ chối tiếp nhận hồ sơ",
        "Intake refused",
    ),
    (
        "case.consultation_requested.v1",
        "Gửi lấy ý kiến",
        "Opinion asked for",
    ),
    (
        "case.consultation_received.v1",
        "Nhận văn bản lấy ý kiến",
        "Letter of consultation received",
    ),
    ("case.opinion_given.v1", "Trả lời ý kiến", "Opinion given"),
    (
        "case.dossier_forwarded.v1",
        "Chuyển hồ sơ để quyết định",
        "Dossier forwarded to the decider",
    ),
    (
        "case.certificate_granted.v1",
        "Quyết định cấp giấy đăng ký",
        "Certificate granted",
    ),
    (
        "case.application_refused.v1",
        "Quyết định không chấp thuận",
        "Application refused",
    ),
    (
        "case.dossier_withdrawn.v1",
        "Rút hồ sơ",
        "Dossier withdrawn",
    ),
    (
        "case.processing_stopped.v1",
        "Dừng giải quyết hồ sơ",
        "Processing stopped",
    ),
    ("case.result_returned.v1", "Trả kết quả", "Result returned"),
    ("case.document_filed.v1", "Nộp tệp", "File added"),
    (
        "case.history_imported.v1",
        "Nhập hồ sơ từ hệ thống khác",
        "History imported",
    ),
    (
        "case.step_completed.v1",
        "Hoàn thành một bước",
        "Step completed",
    ),
    (
        "case.history_ended.v1",
        "Kết thúc ở hệ thống khác",
        "Ended elsewhere",
    ),
    (
        "certificate.granted.v1",
        "Cấp giấy đăng ký",
        "Certificate issued",
    ),
    (
        "case.reappointed.v1",
        "Hẹn lại ngày trả kết quả",
        "Another day set for the result",
    ),
    (
        "case.deadlines_recounted.v1",
        "Tính lại thời hạn",
        "Terms counted again",
    ),
    ("case.deadline_missed.v1", "Quá hạn", "Term missed"),
    (
        "certificate.expired.v1",
        "Giấy đăng ký hết hiệu lực",
        "Certificate expired",
    ),
    (
        "dossier_book.code_assigned.v1",
        "Cấp mã hồ sơ",
        "Dossier code assigned",
    ),
    ("slip.issued.v1", "Cấp giấy tờ", "Paper handed out"),
    (
        "catalogue.agency_entered.v1",
        "Ghi cơ quan vào danh mục",
        "Agency entered",
    ),
    (
        "catalogue.calendar_published.v1",
        "Công bố lịch làm việc",
        "Calendar published",
    ),
    (
        "catalogue.procedure_published.v1",
        "Công bố thủ tục",
        "Procedure published",
    ),
    (
        "catalogue.retention_published.v1",
        "Công bố thời hạn lưu trữ",
        "Retention class published",
    ),
    (
        "certificate.duty_fulfilled.v1",
        "Đã thực hiện nghĩa vụ",
        "Duty fulfilled",
    ),
    ("certificate.duty_waived.v1", "Miễn nghĩa vụ", "Duty waived"),
    (
        "certificate.duty_missed.v1",
        "Quá hạn nghĩa vụ",
        "Duty missed",
    ),
    (
        "catalogue.territory_published.v1",
        "Công bố đơn vị hành chính cấp tỉnh",
        "Province published",
    ),
    (
        "catalogue.form_published.v1",
        "Công bố biểu mẫu",
        "Form published",
    ),
    (
        "catalogue.fee_published.v1",
        "Công bố phí, lệ phí",
        "Fee published",
    ),
    (
        "catalogue.index_published.v1",
        "Công bố chỉ số",
        "Index published",
    ),
    (
        "catalogue.entry_repealed.v1",
        "Bãi bỏ mục trong danh mục",
        "Entry repealed",
    ),
    (
        "data_subject.personal_data_erased.v1",
        "Xóa dữ liệu cá nhân",
        "Personal data erased",
    ),
    (
        "data_subject.erasure_completed.v1",
        "Hoàn thành việc xóa",
        "Erasure completed",
    ),
    (
        "case.consultation_escalated.v1",
        "Báo cáo việc chậm trả lời",
        "Late opinion reported",
    ),
    (
        "case.meeting_held.v1",
        "Họp các cơ quan liên quan",
        "Meeting held",
    ),
    (
        "case.certificate_changed.v1",
        "Quyết định về Giấy đăng ký",
        "Certificate decided on",
    ),
    (
        "case.application_approved.v1",
        "Chấp thuận đề nghị",
        "Application approved",
    ),
    (
        "certificate.changed.v1",
        "Thay đổi Giấy đăng ký",
        "Certificate changed",
    ),
    (
        "certificate.passed.v1",
        "Giấy đăng ký chuyển sang tổ chức được hợp nhất",
        "Certificate passed to the merged organisation",
    ),
    (
        "organisation.merged.v1",
        "Hợp nhất tổ chức",
        "Organisation merged",
    ),
    (
        "organisation.absorbed.v1",
        "Tiếp nhận tổ chức được hợp nhất",
        "Organisation took another in",
    ),
    ("focal_point.named.v1", "Cử đầu mối", "Focal point named"),
    (
        "focal_point.replaced.v1",
        "Thay đầu mối",
        "Focal point replaced",
    ),
    (
        "focal_point.vacated.v1",
        "Thôi làm đầu mối",
        "Focal point vacated",
    ),
    (
        "catalogue.publicity_entered.v1",
        "Công khai thủ tục",
        "Procedure made public",
    ),
    (
        "catalogue.report_published.v1",
        "Ban hành chế độ báo cáo",
        "Report published",
    ),
    ("aid.changed.v1", "Thay đổi khoản viện trợ", "Aid changed"),
    ("aid.closed.v1", "Kết thúc khoản viện trợ", "Aid closed"),
    (
        "agency_report.filed.v1",
        "Cơ quan đã báo cáo",
        "Agency report made",
    ),
    (
        "agency_report.waived.v1",
        "Cơ quan được miễn báo cáo",
        "Agency report waived",
    ),
    (
        "agency_report.missed.v1",
        "Cơ quan chưa báo cáo đúng hạn",
        "Agency report missed",
    ),
    (
        "catalogue.procedure_repealed.v1",
        "Bãi bỏ thủ tục",
        "Procedure repealed",
    ),
];

/// Names of commands: name, Vietnamese, English.
pub(super) const COMMANDS: [(&str, &str, &str); 42] = [
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
    ("return_result", "Trả kết quả", "Return the result"),
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
