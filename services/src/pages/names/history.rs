//! What events are called.

/// Wire names of events: name, Vietnamese, English.
pub(super) const EVENTS: [(&str, &str, &str); 70] = [
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
        "case.ripened.v1",
        "Đủ cơ sở quyết định",
        "Ready for a decision",
    ),
    ("case.result_announced.v1", "Có kết quả", "Result ready"),
    (
        "case.follow_up_confirmed.v1",
        "Đã thực hiện quyết định",
        "Decision carried out",
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
    (
        "catalogue.scoring_published.v1",
        "Ban hành cách đánh giá giải quyết hồ sơ",
        "Way of scoring dossiers published",
    ),
    ("aid.changed.v1", "Thay đổi khoản viện trợ", "Aid changed"),
    ("aid.closed.v1", "Kết thúc khoản viện trợ", "Aid closed"),
    (
        "aid.term_set.v1",
        "Xác định thời gian thực hiện khoản viện trợ",
        "Time set in which aid runs",
    ),
    (
        "aid.duty_fulfilled.v1",
        "Chủ khoản viện trợ đã nộp báo cáo",
        "Aid report filed",
    ),
    (
        "aid.duty_reopened.v1",
        "Báo cáo viện trợ phải nộp lại",
        "Aid report owed again",
    ),
    (
        "aid.duty_waived.v1",
        "Miễn báo cáo viện trợ",
        "Aid report waived",
    ),
    (
        "aid.duty_missed.v1",
        "Quá hạn báo cáo viện trợ",
        "Aid report missed",
    ),
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
