//! The fixed texts of the pages that are open to everybody: papers, the law, the log.

wording! {
    /// The fixed texts of the pages for everybody, in one language.
    PublicWording, public_wording;

    // Confirming a paper.
    verify: "Đối chiếu giấy tờ", "Confirm a paper";
    genuine: "Giấy này đã được cấp", "This paper was handed out";
    genuine_hint: "Sổ sự kiện ghi nhận giấy này từ lúc nêu dưới đây, và không ai có thể sửa mà không bị phát hiện.", "The log says so since the moment below, and nobody can change that unseen.";
    paper: "Loại giấy", "Paper";
    dated: "Ngày ghi trên giấy", "Dated";
    handed_out: "In và lưu lúc", "Made and kept";
    issuer: "Cơ quan cấp", "By";
    dossier: "Mã hồ sơ", "Dossier code";
    log_entry: "Vị trí trong sổ", "Place in the log";
    named_on_it: "Người có tên trên giấy", "Named on it";
    named_hidden: "Chỉ hiện khi quét mã trên giấy", "Shown to whoever scans the code on the paper";
    wrong_key: "Mã kèm theo không phải của giấy này: hãy quét lại mã trên giấy", "The code that came with the address is not that of this paper: scan the paper again";
    number_on_it: "Số", "Number";
    stands_now: "Giấy đăng ký hiện nay", "The certificate now";
    replaced: "Đã có giấy khác thay giấy này", "Another paper took the place of this one";
    replaced_hint: "Giấy đăng ký được cấp giấy mới sau giấy này: nội dung, thời hạn hoặc số ghi trên giấy đang cầm không còn là nội dung hiện hành.", "The certificate has a newer paper than this one: what the paper in your hand says, its term or its number is no longer what holds.";
    compare_names: "Hãy so sánh tên và số với giấy đang cầm.", "Compare name and number with the paper in your hand.";
    proof: "Bằng chứng", "Proof";
    proof_hint: "Tải bằng chứng và điểm kiểm đã ký, rồi kiểm tra bằng lệnh hoso proof check hoặc công cụ RFC 6962 khác.", "Take the proof and the signed checkpoint, and check them with hoso proof check or any tool for RFC 6962.";
    proof_waits: "Điểm kiểm tiếp theo sẽ bao gồm giấy này; hãy mở lại sau ít phút.", "The next checkpoint will cover this paper; come back in a few minutes.";
    proof_file: "Bằng chứng (JSON)", "Proof (JSON)";
    event_file: "Sự kiện trong sổ (JSON)", "The event in the log (JSON)";
    checkpoint_file: "Điểm kiểm đã ký", "Signed checkpoint";
    digests: "Dấu vân tay của tệp", "Digests of the files";
    digests_hint: "SHA-256 của muối và tệp. Muối:", "SHA-256 of the salt and the file. Salt:";

    // The law.
    procedures_about: "Mỗi thủ tục gồm các nội dung phải công khai theo khoản 2 Điều 8 Nghị định 63/2010/NĐ-CP, kèm căn cứ. Hồ sơ giữ phiên bản có hiệu lực khi được tiếp nhận.", "What Decree 63/2010/NĐ-CP Art. 8.2 wants to be public of each procedure, with its articles. A case keeps the version under which it was accepted.";
    no_procedures: "Danh mục chưa có thủ tục nào.", "The catalogue has no procedure yet.";
    no_procedures_hint: "Dùng hoso catalogue publish để công bố.", "hoso catalogue publish publishes them.";
    procedures_in_force: "Đang có hiệu lực", "In force";
    procedures_drafted: "Dự thảo, chưa có hiệu lực", "Drafts, and what is not in force yet";
    procedures_ended: "Hết hiệu lực", "Ended";
    procedures_recorded: "Chỉ ghi nhận lịch sử", "Only recorded here";
    time_limit: "Thời hạn", "Time limit";
    basis: "Căn cứ", "Legal basis";
    in_force: "đang có hiệu lực", "in force";
    drafted: "dự thảo, chưa nhận hồ sơ", "draft: nothing can be filed under it";
    only_recorded: "hồ sơ do hệ thống khác giải quyết", "conducted elsewhere, only recorded here";
    not_yet_in_force: "chưa có hiệu lực", "not in force yet";
    not_in_force: "không còn nhận hồ sơ mới", "not for new dossiers any more";
    in_force_from: "Có hiệu lực từ", "In force from";
    in_force_until: "Đến hết", "Until";
    procedure_as_json: "Thủ tục này ở dạng JSON", "This procedure as JSON";
    not_public: "Chưa công khai nội dung này.", "Nothing of this is public yet.";
    unverified: "Chưa kiểm chứng", "Not verified";
    unverified_about: "Những điểm chưa ai đối chiếu với văn bản luật.", "What nobody has checked against the legal text.";
    versions: "Các phiên bản", "Versions";

    // The log.
    log_about: "Mỗi hành vi là một sự kiện không thể sửa. Sổ được băm thành cây Merkle (RFC 6962) và ký thường xuyên: ai giữ một điểm kiểm đều phát hiện được việc sửa, xóa, chèn, đổi chỗ hay cắt bỏ sự kiện.", "Every act is an event that nobody can change. The log is hashed into a Merkle tree (RFC 6962) and signed all the time: whoever keeps a checkpoint finds out when an event was edited, removed, inserted, moved or cut off.";
    events_in_log: "Số sự kiện", "Events";
    events_covered: "Số sự kiện trong điểm kiểm", "Covered by the checkpoint";
    root: "Gốc của cây", "Root of the tree";
    newest_checkpoint: "Điểm kiểm mới nhất", "Newest checkpoint";
    signed_by: "Đã ký", "Signed by";
    the_log_itself: "sổ này", "the log";
    a_witness: "nhân chứng", "a witness";
    unsigned: "Sổ này chưa được ký. Đặt HOSO_SIGNING_KEY_FILE để ký.", "Nothing was signed yet. HOSO_SIGNING_KEY_FILE names the key.";
    keys: "Khóa kiểm tra", "Verifier keys";
    keys_hint: "Hãy nhận khóa một lần từ nguồn tin cậy và giữ lại: ai sửa được sổ cũng sửa được trang này.", "Take them once from a source that you trust, and keep them: whoever can change the log can change this page.";
    from_size: "từ điểm kiểm", "from checkpoint";
    check_it: "Tự kiểm tra", "Check it yourself";
    check_keep: "Giữ điểm kiểm và khóa:", "Keep the checkpoint and the keys:";
    check_export: "Kiểm tra một bản xuất, không cần cơ sở dữ liệu hay mạng:", "Check an export, without database or network:";
    check_event: "Bằng chứng một sự kiện có trong sổ", "Proof that an event is in the log";
    event_position: "Vị trí trong sổ", "Position in the log";
    show_proof: "Tải bằng chứng", "Get the proof";
}
