//! A stand-in for the National Public Service Portal: a real HTTP server that checks what it is
//! told, and misbehaves when it is asked to.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use domain::case::PortalStatus;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

/// What the stand-in does with a message instead of confirming it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// Says 500, having done nothing.
    Fails,
    /// Takes the message in, and closes the connection without a word.
    TakesItAndHangsUp,
    /// Takes the message in, and answers too late.
    TakesItAndIsSlow,
    /// Says 200, and something that is no confirmation.
    Mumbles,
    /// Will not have it.
    Refuses,
}

/// What the stand-in was told.
#[derive(Debug, Default)]
pub struct Told {
    /// The keys of the messages that it took in, in order, each once.
    pub taken: Vec<String>,
    /// How often a message came that it had.
    pub repeats: usize,
    /// What was wrong with what it was told.
    pub faults: Vec<String>,
    bodies: BTreeMap<String, Value>,
    dossiers: BTreeMap<String, u8>,
    mishaps: VecDeque<Mishap>,
}

/// A stand-in, which ends with the test.
#[derive(Debug)]
pub struct StandIn {
    /// Where it is.
    pub url: String,
    told: Arc<Mutex<Told>>,
    serving: AbortHandle,
}

impl StandIn {
    /// Opens it.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let told = Arc::<Mutex<Told>>::default();
        let shared = told.clone();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let told = shared.clone();
                let service = service_fn(move |request| answer(told.clone(), request));
                let connection =
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                tokio::spawn(connection);
            }
        });
        Self {
            url,
            told,
            serving: serving.abort_handle(),
        }
    }

    /// What it was told so far.
    pub fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap()
    }

    /// Lets it misbehave, once for each of these.
    pub fn misbehave(&self, mishaps: &[Mishap]) {
        self.told().mishaps.extend(mishaps);
    }

    /// The status that it has of a dossier.
    #[must_use]
    pub fn status(&self, code: &str) -> Option<u8> {
        self.told().dossiers.get(code).copied()
    }

    /// What it was told last of a dossier.
    #[must_use]
    pub fn dossier(&self, code: &str) -> Option<Value> {
        let told = self.told();
        let about = format!("{code}/");
        let of_it = |it: &&String| it.starts_with(&about) && it.ends_with("/dossier");
        let last = told.taken.iter().rfind(of_it)?;
        told.bodies.get(last).cloned()
    }

    /// Lets it forget all, as after a backup was restored.
    pub fn forget(&self) {
        *self.told() = Told::default();
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(
    told: Arc<Mutex<Told>>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, std::io::Error> {
    if request.method() == Method::GET {
        let code = request
            .uri()
            .query()
            .and_then(|it| it.strip_prefix("MaHoSo="));
        let status = told
            .lock()
            .unwrap()
            .dossiers
            .get(code.unwrap_or_default())
            .copied();
        let answered = match status {
            Some(status) => said(200, &json!({ "TrangThaiHoSo": status })),
            None => said(
                404,
                &json!({ "error_code": 404, "message": "no such dossier" }),
            ),
        };
        return Ok(answered);
    }
    let service = request.uri().path().trim_start_matches('/').to_owned();
    let key = request.headers().get("idempotency-key");
    let key = key
        .and_then(|it| it.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let mishap = told.lock().unwrap().mishaps.pop_front();
    let confirmed = json!({ "error_code": 0, "message": "ok" });
    match mishap {
        Some(Mishap::Fails) => return Ok(said(500, &json!("broken"))),
        Some(Mishap::Refuses) => {
            let why = json!({ "error_code": 7, "message": "MaTTHC không có trong danh mục" });
            return Ok(said(200, &why));
        }
        Some(Mishap::Mumbles) => return Ok(said(200, &json!({}))),
        Some(Mishap::TakesItAndHangsUp | Mishap::TakesItAndIsSlow) | None => {
            let fault = told.lock().unwrap().take(&service, &key, body);
            if let Some(fault) = fault {
                let why = json!({ "error_code": 1, "message": fault });
                return Ok(said(422, &why));
            }
        }
    }
    match mishap {
        Some(Mishap::TakesItAndHangsUp) => {
            return Err(std::io::Error::other("hangs up"));
        }
        Some(Mishap::TakesItAndIsSlow) => tokio::time::sleep(Duration::from_secs(5)).await,
        Some(Mishap::Fails | Mishap::Mumbles | Mishap::Refuses) | None => (),
    }
    Ok(said(200, &confirmed))
}

fn said(status: u16, body: &Value) -> Response<Full<Bytes>> {
    let response = Response::builder().status(status);
    response.body(Full::from(body.to_string())).unwrap()
}

impl Told {
    /// Takes a message in, or says what is wrong with it.
    fn take(&mut self, service: &str, key: &str, body: Value) -> Option<String> {
        if let Some(before) = self.bodies.get(key) {
            self.repeats += 1;
            if *before != body {
                return Some(self.fault(format!("{key} says something else than before")));
            }
            return None;
        }
        let checked = match service {
            "DongBoHoSoMC" => self.dossier(&body),
            "CapNhatTienDoHoSoMC" => self.progress(&body),
            _ => Err(format!("no service {service}")),
        };
        if let Err(fault) = checked {
            return Some(self.fault(fault));
        }
        self.taken.push(key.to_owned());
        self.bodies.insert(key.to_owned(), body);
        None
    }

    fn fault(&mut self, fault: String) -> String {
        self.faults.push(fault.clone());
        fault
    }

    fn dossier(&mut self, body: &Value) -> Result<(), String> {
        let code = text(body, "MaHoSo")?;
        for member in ["MaTTHC", "TenTTHC", "ChuHoSo"] {
            text(body, member)?;
        }
        for member in ["NgayNopHoSo", "NgayTiepNhan", "NgayHenTra"] {
            moment(body, member)?;
        }
        for member in ["NgayKetThucXuLy", "NgayTuChoi", "NgayTra"] {
            if !body[member].is_null() {
                moment(body, member)?;
            }
        }
        parts(body)?;
        let status = status(body, "TrangThaiHoSo")?;
        ended(body, status)?;
        let before = self.dossiers.get(&code).copied();
        if body["isUpdating"] != json!(before.is_some()) {
            return Err(format!("{code} is said to be new: {}", before.is_none()));
        }
        moves(before, status)?;
        self.dossiers.insert(code, status);
        Ok(())
    }

    fn progress(&self, body: &Value) -> Result<(), String> {
        let code = text(body, "MaHoSo")?;
        for member in ["NguoiXuLy", "PhongBanXuLy", "NoiDungXuLy"] {
            text(body, member)?;
        }
        moment(body, "ThoiDiemXuLy")?;
        let status = status(body, "TrangThai")?;
        match self.dossiers.get(&code) {
            None => Err(format!("{code} makes progress before it is known")),
            Some(known) if *known != status => Err(format!("{code} has {known}, not {status}")),
            Some(_) => Ok(()),
        }
    }
}

fn text(body: &Value, member: &str) -> Result<String, String> {
    let text = body[member].as_str().filter(|it| !it.is_empty());
    text.map(ToOwned::to_owned)
        .ok_or_else(|| format!("{member} is missing"))
}

/// What a dossier consists of, its fees, its field and its result.
fn parts(body: &Value) -> Result<(), String> {
    let papers = body["TaiLieuNop"].as_array().filter(|it| !it.is_empty());
    for paper in papers.ok_or("a dossier without papers")? {
        text(paper, "TenTaiLieu")?;
        one_of(paper, "DuocSoHoa", 0..=1)?;
    }
    one_of(body, "HoSoCoThanhPhanSoHoa", 0..=1)?;
    one_of(body, "DuocThanhToanTrucTuyen", 0..=3)?;
    one_of(body, "NoiNopHoSo", 1..=2)?;
    one_of(body, "KenhThucHien", 1..=3)?;
    for fee in body["DanhSachLePhi"].as_array().ok_or("no list of fees")? {
        for member in ["TenPhiLePhi", "MaPhiLePhi", "Gia"] {
            text(fee, member)?;
        }
    }
    if body["MaLinhVuc"].is_null() != body["TenLinhVuc"].is_null() {
        return Err("a field has a code and a name, or neither".to_owned());
    }
    if !body["KetQua"].is_null() {
        text(&body["KetQua"], "SoKyHieu")?;
        moment(&body["KetQua"], "NgayKy")?;
    }
    Ok(())
}

/// A dossier whose processing ended says when, and no other does.
fn ended(body: &Value, status: u8) -> Result<(), String> {
    let over = [7, 8, 9, 10].contains(&status);
    if over == body["NgayKetThucXuLy"].is_null() {
        return Err(format!(
            "status {status}, ended {}",
            body["NgayKetThucXuLy"]
        ));
    }
    let returned = status == 10;
    if returned == body["NgayTra"].is_null() {
        return Err(format!("status {status}, returned {}", body["NgayTra"]));
    }
    Ok(())
}

fn one_of(body: &Value, member: &str, codes: std::ops::RangeInclusive<u64>) -> Result<(), String> {
    let code = body[member].as_u64().filter(|it| codes.contains(it));
    code.map(|_| ())
        .ok_or_else(|| format!("{member} is {}", body[member]))
}

/// Fourteen digits: year, month, day, hour, minute, second.
fn moment(body: &Value, member: &str) -> Result<(), String> {
    let text = text(body, member)?;
    let digits = text.len() == 14 && text.bytes().all(|it| it.is_ascii_digit());
    let month = text.get(4..6).is_some_and(|it| ("01"..="12").contains(&it));
    let ok = digits && month;
    ok.then_some(())
        .ok_or_else(|| format!("{member} is {text}"))
}

fn status(body: &Value, member: &str) -> Result<u8, String> {
    let status = body[member].as_u64().and_then(|it| u8::try_from(it).ok());
    status.ok_or_else(|| format!("{member} is missing"))
}

fn moves(before: Option<u8>, now: u8) -> Result<(), String> {
    let named = |code: u8| PortalStatus::ALL.into_iter().find(|it| it.code() == code);
    let Some(status) = named(now) else {
        return Err(format!("no status {now}"));
    };
    if before == Some(now) || status.may_follow(before.and_then(named)) {
        return Ok(());
    }
    Err(format!("from {before:?} to {now}"))
}
