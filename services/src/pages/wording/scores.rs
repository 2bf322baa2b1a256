//! The fixed texts about how the handling of dossiers is scored.

wording! {
    /// The fixed texts about scores, in one language.
    ScoreWording, score_wording;

    // The points of a period.
    about: "Điểm của hồ sơ đã trả kết quả hoặc dừng giải quyết trong kỳ, tính từ cùng các sự kiện như mọi số liệu khác. Điều không sự kiện nào cho biết thì không có điểm; khi đó xếp loại là một khoảng.",
        "The points of dossiers that were handed over or stopped in the period, from the same events as everything else. What no event tells of gives no points; the class is then a range.";
    period: "Kỳ", "Period";
    on: "Có ngày", "With the day";
    by: "Theo", "Apart by";
    quarter: "Quý", "Quarter";
    together: "Chung", "All together";
    by_agency: "Cơ quan tiếp nhận", "Body that accepted";
    by_procedure: "Thủ tục", "Procedure";
    by_official: "Cán bộ thụ lý (theo quý)", "Official (by quarters)";
    whose: "Của", "Of";
    all: "Mọi hồ sơ", "All dossiers";
    nobody_named: "Không phân công ai", "Nobody was named";
    official: "Cán bộ", "Official";
    sum: "Tổng điểm", "Sum";
    class: "Xếp loại", "Class";
    reachable: "có thể đạt", "could reach";
    in_all: "tối đa", "in all";
    indices: "Các chỉ số", "The indices";
    not_measured: "Không đo được.", "Not measured.";
    unverified: "Chưa đối chiếu với văn bản", "Not checked against the text";
    dossiers: "Từng hồ sơ", "The dossiers one by one";
    over: "Kết thúc", "Over";
    none: "Không có cách chấm điểm nào cho kỳ này.", "No way of scoring is for such a period.";
    none_hint: "Cán bộ chỉ được chấm theo quý; danh mục quy định các kỳ.", "Officials are scored by quarters only; the catalogue sets the periods.";
    no_dossiers: "Không có hồ sơ nào được trả kết quả trong kỳ.", "No dossier was handed over in the period.";

    // The points of one dossier.
    of_case_about: "Điểm của một hồ sơ và các sự kiện làm căn cứ cho từng điểm, tính từ sổ sự kiện.",
        "The points of one dossier and the events on which each rests, from the log.";
    scored_by: "Cách chấm điểm", "Scored by";
    criterion: "Tiêu chí", "Criterion";
    measured: "Kết quả đo", "Measured";
    points: "Điểm", "Points";
    rests_on: "Căn cứ", "Rests on";
    catalogue_alone: "danh mục thủ tục", "the catalogue alone";
    nothing_to_measure: "Không có gì để đo.", "Nothing to measure.";
    events: "sự kiện", "events";
    outcome: "Kết thúc do", "Ended as";
    done: "Xong ngày", "Done on";
    not_over: "Chưa có điểm: hồ sơ chưa kết thúc.", "No points yet: the dossier is not over.";
    not_scored: "Hồ sơ kết thúc như vậy không được chấm điểm.", "A dossier that ends like this is not scored.";
    only_recorded: "Hồ sơ này chỉ được ghi nhận tại đây nên không được chấm điểm.", "This case is only recorded here and is not scored.";
    terms: "Thời hạn của các cơ quan", "The terms of the bodies";
    term: "Thời hạn", "Term";
    kept: "Đúng hạn", "Kept";
    missed: "Trễ hạn", "Missed";
    contacts: "Những lần tổ chức làm việc với cơ quan nhà nước", "What the applicant had to do with authorities";
    at_desk: "tại Bộ phận Một cửa", "at the one-stop desk";
    elsewhere: "ngoài Bộ phận Một cửa", "elsewhere";
}
