//! What each count of an index is of, in words: two numbers alone do not say it.

use domain::law::{Bilingual, Counted};

/// What is counted.
#[must_use]
pub fn told(counted: Counted) -> Bilingual {
    let (vi, en) = words(counted);
    Bilingual {
        vi: vi.to_owned(),
        en: en.to_owned(),
    }
}

#[expect(clippy::too_many_lines, reason = "a table with a line for each count")]
fn words(counted: Counted) -> (&'static str, &'static str) {
    match counted {
        Counted::ProceduresAnnounced => (
            "phiên bản thủ tục có hiệu lực trong kỳ và đã được công bố",
            "versions of procedures that came into force in the period and were announced",
        ),
        Counted::ProceduresAnnouncedInTime => (
            "phiên bản có quyết định công bố ký đúng hạn",
            "versions whose announcement was signed early enough",
        ),
        Counted::ProceduresEntryDue => (
            "phiên bản đã nhập vào CSDL quốc gia, hoặc đã hết hạn nhập",
            "versions that were entered in the national database, or whose time for it has ended",
        ),
        Counted::ProceduresEnteredInTime => (
            "phiên bản nhập vào CSDL quốc gia đúng hạn",
            "versions that were entered in time",
        ),
        Counted::Procedures => ("thủ tục có hiệu lực", "procedures in force"),
        Counted::ProceduresPublicInFull => (
            "thủ tục công khai đủ các bộ phận",
            "procedures of which every part that has to be public is",
        ),
        Counted::ProceduresPublished => (
            "thủ tục có hiệu lực đã được công bố",
            "procedures in force that were announced",
        ),
        Counted::ProceduresPublishedInFull => (
            "thủ tục đã công bố, công khai đủ các bộ phận",
            "announced procedures of which every part that has to be public is",
        ),
        Counted::ProceduresOnline => (
            "thủ tục có hiệu lực được nộp trực tuyến",
            "procedures in force for which a dossier can be filed online",
        ),
        Counted::ProceduresOnlineUsed => (
            "thủ tục có hồ sơ nộp trực tuyến trong kỳ",
            "procedures with a dossier that was filed online in the period",
        ),
        Counted::ProceduresWithFee => (
            "thủ tục có hiệu lực phải nộp phí, lệ phí",
            "procedures in force for which something is to be paid",
        ),
        Counted::DossiersAccepted => (
            "hồ sơ được tiếp nhận trong kỳ",
            "dossiers that were accepted in the period",
        ),
        Counted::DossiersSynchronised => (
            "hồ sơ được Cổng Dịch vụ công quốc gia xác nhận",
            "dossiers that the National Portal confirmed",
        ),
        Counted::DossiersInTime => IN_TIME,
        Counted::DossiersFiledOnline => ("hồ sơ nộp trực tuyến", "dossiers that were filed online"),
        Counted::DossiersWithFee => (
            "hồ sơ có yêu cầu nộp phí, lệ phí trong kỳ",
            "dossiers for which a payment was asked in the period",
        ),
        Counted::DossiersPaidOnline => (
            "hồ sơ đã nộp phí, lệ phí trực tuyến",
            "dossiers that were paid online",
        ),
        Counted::DossiersDecided => (
            "hồ sơ có kết quả giải quyết trong kỳ",
            "dossiers that were decided in the period",
        ),
        Counted::DossiersWithResultFile => {
            ("hồ sơ có tệp kết quả", "dossiers with a file of the result")
        }
        Counted::ComponentsFiled => (
            "giấy tờ của hồ sơ được tiếp nhận trong kỳ",
            "papers of dossiers that were accepted in the period",
        ),
        Counted::ComponentsDigitised => ("giấy tờ có tệp số hóa", "papers with a file"),
    }
}

/// The one count whose words surprise: a case may be in time here and have missed its legal term.
const IN_TIME: (&str, &str) = (
    "hồ sơ kết thúc giải quyết đúng ngày hẹn trả, hoặc chưa đến ngày hẹn. Ngày kết thúc là ngày có \
     quyết định, dừng giải quyết hoặc rút hồ sơ, không phải ngày trả kết quả: thời hạn theo luật mà \
     tính đến khi trả kết quả vẫn có thể bị quá. Hồ sơ chờ bổ sung tính đến ngày yêu cầu bổ sung; \
     yêu cầu bổ sung quá một lần là trễ hạn",
    "dossiers whose processing ended by the day set for the result, or that day is still to come. \
     Processing ends with the decision, with stopping or with taking the dossier back, and not with \
     handing the result over: a legal term that lasts until then may be missed nevertheless. While \
     a dossier waits for a supplement, the day of the request counts; with more than one request it \
     is late",
);
