//! Downloads against a storage host that misbehaves on request.

use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::process::Command;
use std::sync::{Arc, Mutex};

use crate::storage::{Act, CLOSE, LEN, Service, audio, serve};
use crate::support::{Canned, Done, Home, KEY, run};

fn raw(status: &str, headers: &str, body: &str) -> Act {
    let length = body.len();
    Act::Raw(format!(
        "HTTP/1.1 {status}\r\n{CLOSE}{headers}content-length: {length}\r\n\r\n{body}"
    ))
}

fn page() -> Act {
    raw(
        "200 OK",
        "content-type: text/html\r\n",
        "<html>not here</html>",
    )
}

/// Runs a download that gives up at the first broken connection.
fn once(service: &Service) -> Done {
    run(&mut service.download(&["call_rec_1", "--max-wait", "1ms"]))
}

#[test]
fn a_download_ends_under_its_name_and_tells_the_path() {
    let service = Service::new([]);
    let done = run(&mut service.download(&["call_rec_1", "call_rec_1", "--json"])).code(0);
    let result = done.json();
    assert_eq!(result["id"], "call_rec_1");
    assert_eq!(result["bytes"], LEN);
    assert_eq!(
        result["path"],
        service.dir().join("call_rec_1.mp4").to_str().unwrap()
    );
    assert_eq!(service.saved(), audio(1, LEN));
}

#[test]
fn twenty_interrupted_downloads_end_whole() {
    let cuts: Vec<usize> = (0..18).map(|n| n * LEN / 18).chain([1, LEN - 1]).collect();
    assert_eq!(cuts.len(), 20);
    for cut in cuts {
        let service = Service::new([Act::Cut(cut)]);
        let done = once(&service).code(6);
        assert_eq!(service.names().len(), if cut == 0 { 0 } else { 2 }, "{cut}");
        assert_eq!(
            done.stderr.contains("are kept in"),
            cut > 0,
            "{}",
            done.stderr
        );
        once(&service).code(0);
        let second = service.requests().remove(1);
        let range = format!("range: bytes={cut}-\r\nif-range: \"one\"\r\n");
        assert_eq!(second.contains(&range), cut > 0, "{second}");
        assert!(service.saved() == audio(1, LEN), "cut at {cut}");
    }
}

#[test]
fn a_broken_connection_is_resumed_within_the_run() {
    let service = Service::new([
        Act::Cut(1000),
        Act::Cut(0),
        raw("503 Busy", "", ""),
        Act::Cut(9),
    ]);
    let done = run(&mut service.download(&["call_rec_1"])).code(0);
    assert!(done.stderr.contains("trying again"), "{}", done.stderr);
    assert_eq!(service.saved(), audio(1, LEN));
    assert_eq!(service.requests().len(), 5);
    assert!(service.requests()[4].contains("range: bytes=1009-"));
    assert_eq!(service.asked.lock().unwrap().len(), 1);
}

#[test]
fn a_part_is_resumed_after_a_kill() {
    let service = Service::new([Act::Cut(5000)]);
    once(&service).code(6);
    // As after a kill between the last byte and the rename.
    let part = service.dir().join("call_rec_1.mp4.part");
    std::fs::write(&part, audio(1, LEN)).unwrap();
    once(&service).code(0);
    assert!(service.requests()[1].contains(&format!("range: bytes={}-\r\n", LEN - 1)));
    assert_eq!(service.saved(), audio(1, LEN));
}

#[test]
fn a_part_takes_no_more_room_than_its_bytes() {
    const TOLD: usize = 256 * 1024 * 1024;
    let body = format!("\0\0\0\x18ftypmp42{}", "x".repeat(4988));
    let head = format!("HTTP/1.1 200 OK\r\netag: \"one\"\r\ncontent-length: {TOLD}\r\n\r\n");
    let service = Service::with("\"one\"", TOLD, [Act::Raw(head + &body)]);
    let done = once(&service).code(6);
    assert!(
        done.stderr.contains("5000 bytes are kept"),
        "{}",
        done.stderr
    );
    let part = std::fs::metadata(service.dir().join("call_rec_1.mp4.part")).unwrap();
    assert_eq!(part.len(), 5000);
    assert!(part.blocks() * 512 < 1024 * 1024, "{}", part.blocks());
}

#[test]
fn a_file_that_changed_is_never_mixed() {
    for unnoticed in [false, true] {
        let change = match unnoticed {
            false => Act::Change(audio(2, LEN), "\"two\""),
            true => Act::ChangeUnnoticed(audio(2, LEN), "\"two\""),
        };
        let service = Service::new([Act::Cut(7777), change]);
        run(&mut service.download(&["call_rec_1"])).code(0);
        assert!(service.saved() == audio(2, LEN), "{unnoticed}");
    }
}

#[test]
fn without_a_strong_etag_it_starts_anew() {
    for etag in ["", "W/\"one\""] {
        let service = Service::with(etag, LEN, [Act::Cut(7777)]);
        once(&service).code(6);
        once(&service).code(0);
        assert_eq!(service.saved(), audio(1, LEN));
        assert!(
            service
                .requests()
                .iter()
                .all(|head| !head.contains("range:"))
        );
    }
}

#[test]
fn an_error_page_is_no_recording() {
    let disguised = raw(
        "200 OK",
        "content-type: audio/mp4\r\n",
        "<html>not here</html>",
    );
    for (act, told) in [(page(), 21), (disguised, 21)] {
        let service = Service::with("\"one\"", told, [act]);
        let done = once(&service).code(1);
        assert!(done.stderr.contains("audio"), "{}", done.stderr);
        assert!(service.names().is_empty());
    }
    // A page in between costs nothing of what is there.
    let service = Service::new([Act::Cut(5000), page()]);
    once(&service).code(6);
    once(&service).code(1);
    once(&service).code(0);
    assert!(service.requests()[2].contains("range: bytes=5000-"));
    assert_eq!(service.saved(), audio(1, LEN));
}

#[test]
fn another_length_than_told_is_refused() {
    for told in [LEN - 1, LEN + 1] {
        let service = Service::with("\"one\"", told, []);
        let done = once(&service).code(1);
        assert!(done.stderr.contains(&told.to_string()), "{}", done.stderr);
        assert!(service.names().is_empty());
    }
    let chunked =
        "HTTP/1.1 200 OK\r\ncontent-type: audio/mp4\r\ntransfer-encoding: chunked\r\n\r\n";
    let endless = format!("{chunked}4\r\nOggS\r\n4\r\n----\r\n0\r\n\r\n");
    for told in [7, 9] {
        let service = Service::with("\"one\"", told, [Act::Raw(endless.clone())]);
        let done = once(&service);
        assert_eq!(
            done.code,
            Some(if told == 7 { 1 } else { 6 }),
            "{}",
            done.stderr
        );
        assert!(service.names().iter().all(|name| name.contains(".part")));
    }
}

#[test]
fn an_expired_url_is_refreshed_once() {
    let expired = || {
        raw(
            "403 Forbidden",
            "content-type: application/xml\r\n",
            "<Error/>",
        )
    };
    let service = Service::new([expired()]);
    once(&service).code(0);
    assert_eq!(service.saved(), audio(1, LEN));
    let requests = service.requests();
    assert!(
        requests[0].starts_with("GET /f?signed=1 ") && requests[1].starts_with("GET /f?signed=2 ")
    );

    let service = Service::new([expired(), expired()]);
    let done = once(&service).code(1);
    assert!(done.stderr.contains("403"), "{}", done.stderr);
    assert!(!done.stderr.contains("signed="), "{}", done.stderr);
    assert_eq!(service.asked.lock().unwrap().len(), 2);
    assert!(service.names().is_empty());
}

#[test]
fn the_key_goes_to_the_api_only() {
    let other = Service::new([]);
    let redirect = |to: &str| raw("302 Found", &format!("location: {to}\r\n"), "");
    let service = Service::new([redirect(&format!("{}/g", other.storage))]);
    let done = run(&mut service.download(&["call_rec_1", "-v"])).code(0);
    assert_eq!(service.saved(), audio(1, LEN));
    assert!(service.asked.lock().unwrap()[0].contains(KEY));
    let seen = [service.requests(), other.requests()].concat();
    assert_eq!(seen.len(), 2);
    for head in seen {
        assert!(
            !head.contains(KEY) && !head.to_lowercase().contains("authorization"),
            "{head}"
        );
    }
    assert!(
        !done.stderr.contains(KEY) && !done.stderr.contains("signed="),
        "{}",
        done.stderr
    );

    let ever = || redirect("/f");
    let loops = Service::new([ever(), ever(), ever(), ever(), ever(), ever()]);
    let done = once(&loops).code(1);
    assert!(done.stderr.contains("more than 5"), "{}", done.stderr);
    let plain = Service::new([redirect("http://storage.example/f")]);
    let done = once(&plain).code(1);
    assert!(done.stderr.contains("only https"), "{}", done.stderr);
}

#[test]
fn nothing_is_overwritten_and_no_link_is_followed() {
    let service = Service::new([]);
    let (dir, kept) = (service.dir(), service.home.path().join("kept"));
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(&kept, "mine").unwrap();
    let (name, part) = (dir.join("call_rec_1.mp4"), dir.join("call_rec_1.mp4.part"));

    std::fs::write(&name, "mine").unwrap();
    let done = once(&service).code(1);
    assert!(done.stderr.contains("--force"), "{}", done.stderr);
    assert_eq!(std::fs::read(&name).unwrap(), b"mine");
    run(&mut service.download(&["call_rec_1", "--force"])).code(0);
    assert_eq!(service.saved(), audio(1, LEN));

    std::fs::remove_file(&name).unwrap();
    std::os::unix::fs::symlink(&kept, &name).unwrap();
    once(&service).code(1);
    run(&mut service.download(&["call_rec_1", "--force"])).code(0);
    assert_eq!(service.saved(), audio(1, LEN));

    std::fs::remove_file(&name).unwrap();
    for link in [true, false] {
        match link {
            true => std::os::unix::fs::symlink(&kept, &part).unwrap(),
            false => std::fs::hard_link(&kept, &part).unwrap(),
        }
        let done = once(&service).code(8);
        assert!(done.stderr.contains("is a link"), "{}", done.stderr);
        std::fs::remove_file(&part).unwrap();
    }
    assert_eq!(std::fs::read(&kept).unwrap(), b"mine");
    assert!(service.names().is_empty());
}

#[test]
fn two_at_once_do_not_share_a_file() {
    let service = Service::new([]);
    std::fs::create_dir(service.dir()).unwrap();
    let part = std::fs::File::create(service.dir().join("call_rec_1.mp4.part")).unwrap();
    part.lock().unwrap();
    let done = once(&service).code(1);
    assert!(done.stderr.contains("another process"), "{}", done.stderr);
    part.unlock().unwrap();
    once(&service).code(0);
    assert_eq!(service.saved(), audio(1, LEN));
}

#[test]
fn a_full_disk_keeps_the_part() {
    let service = Service::new([]);
    let command = service.download(&["call_rec_1"]);
    let mut limited = Command::new("sh");
    // In blocks of 512 bytes: a file-size limit is the full disk that needs no rights.
    limited.args(["-c", "trap '' XFSZ; ulimit -f 200; exec \"$@\"", "sh"]);
    limited
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear();
    limited.envs(
        command
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    let done = run(&mut limited).code(8);
    assert!(
        done.stderr.contains("102400 bytes are kept"),
        "{}",
        done.stderr
    );
    once(&service).code(0);
    assert!(service.requests()[1].contains("range: bytes=102400-"));
    assert_eq!(service.saved(), audio(1, LEN));
}

#[test]
fn a_list_of_hostile_ids_leaves_the_folder_alone() {
    let service = Service::new([]);
    let url = format!("{}/f", service.storage);
    let item = |id: &str| {
        format!(r#"{{"id":"{id}","format":"mp4","status":"completed","fileUrl":"{url}"}}"#)
    };
    let ids = [
        "../../evil",
        "/tmp/evil",
        "..",
        "a\\u0000b",
        "call_rec_1",
        "con.mp4",
    ];
    let items: Vec<String> = ids.into_iter().map(item).collect();
    let list = format!(r#"{{"data":[{}],"totalCount":6}}"#, items.join(","));
    let api = Canned::json("200 OK", &list);
    let dir = service.dir();
    let args = [
        "recordings",
        "download",
        "--call",
        "call_1",
        "--dir",
        dir.to_str().unwrap(),
    ];
    let done = run(&mut service.home.with_api(&api.url, &args)).code(1);
    assert_eq!(service.saved(), audio(1, LEN));
    assert_eq!(
        done.stderr.matches("no file name can be made").count(),
        5,
        "{}",
        done.stderr
    );
    let around: Vec<_> = std::fs::read_dir(service.home.path()).unwrap().collect();
    assert_eq!(around.len(), 1, "{around:?}");
    // A second run has nothing left to do but those.
    let done = run(&mut service.home.with_api(&api.url, &args)).code(1);
    assert!(done.stdout.contains("call_rec_1"), "{}", done.stdout);
    assert_eq!(service.requests().len(), 1);
}

#[test]
fn stdout_gets_the_bytes_and_nothing_else() {
    let service = Service::new([Act::Cut(10), Act::Cut(1000)]);
    let to_stdout = ["recordings", "download", "call_rec_1", "--output", "-"];
    let mut command = service.home.with_api(&service.api, &to_stdout);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout == audio(1, LEN));

    let service = Service::new([page()]);
    let done = run(&mut service.home.with_api(&service.api, &to_stdout)).code(1);
    assert_eq!(done.stdout, "");
    let changed = Service::new([Act::Cut(1000), Act::Change(audio(2, LEN), "\"two\"")]);
    let mut command = changed.home.with_api(&changed.api, &to_stdout);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(6));
    assert!(output.stdout == audio(1, LEN)[..1000]);
}

#[test]
fn output_names_a_file_or_a_format() {
    let service = Service::new([]);
    let file = service.home.path().join("my call.m4a");
    let file = file.to_str().unwrap();
    let args = [
        "recordings",
        "download",
        "call_rec_1",
        "--output",
        file,
        "--json",
    ];
    let done = run(&mut service.home.with_api(&service.api, &args)).code(0);
    assert_eq!(done.json()["path"], file);
    assert_eq!(std::fs::read(file).unwrap(), audio(1, LEN));
    let done = run(&mut service.download(&["call_rec_2", "--output", "json"])).code(0);
    assert_eq!(done.json()["id"], "call_rec_2");
    run(&mut service.download(&["call_rec_3", "call_rec_4", "--output", "x"])).code(2);
    let done = run(&mut service.download(&["call_rec_3", "--jq", ".bytes"])).code(0);
    assert_eq!(done.stdout, format!("{LEN}\n"));
    let done = run(&mut service.download(&[])).code(2);
    assert!(done.stderr.contains("@last"), "{}", done.stderr);
    let done = run(&mut service.download(&["call_vm_2DbBs7GWhGvVNJGrDXr5RG0mBWI"])).code(2);
    assert!(done.stderr.contains("chirp voicemails"), "{}", done.stderr);
}

#[test]
fn unfinished_recordings_are_waited_for_on_request() {
    let service = Service::new([]);
    let (url, asked) = (format!("{}/f", service.storage), Arc::new(Mutex::new(0)));
    let api = serve(move |_, stream| {
        *asked.lock().unwrap() += 1;
        let body = match *asked.lock().unwrap() {
            1 | 2 => r#"{"id":"call_rec_1","status":"processing","format":"mp4"}"#.to_owned(),
            3 => format!(
                r#"{{"id":"call_rec_1","status":"completed","format":"mp4","fileUrl":"{url}"}}"#
            ),
            _ => r#"{"id":"call_rec_1","status":"failed"}"#.to_owned(),
        };
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\n{CLOSE}content-length: {}\r\n\r\n{body}",
            body.len()
        );
    });
    let dir = service.dir();
    let args = [
        "recordings",
        "download",
        "call_rec_1",
        "--dir",
        dir.to_str().unwrap(),
    ];
    let wait = |more: &[&str]| run(&mut service.home.with_api(&api, &[&args[..], more].concat()));
    let done = wait(&[]).code(1);
    assert!(done.stderr.contains("--wait"), "{}", done.stderr);
    wait(&["--wait"]).code(0);
    assert_eq!(service.saved(), audio(1, LEN));
    let done = wait(&["--wait=1m", "--force"]).code(1);
    assert!(done.stderr.contains("failed"), "{}", done.stderr);
}

#[test]
fn a_voicemail_has_its_transcription_beside_it() {
    let service = Service::new([]);
    let url = format!("{}/f", service.storage);
    let api = serve(move |head, stream| {
        let body = match head.contains("/v1/calls/voicemails/call_vm_1 ") {
            true => {
                r#"{"id":"call_vm_1","recordingId":"call_rec_9","transcription":"Hi, call back."}"#
                    .to_owned()
            }
            false => format!(
                r#"{{"id":"call_rec_9","status":"completed","format":"mp4","fileUrl":"{url}"}}"#
            ),
        };
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\n{CLOSE}content-length: {}\r\n\r\n{body}",
            body.len()
        );
    });
    let dir = service.dir();
    let args = [
        "voicemails",
        "download",
        "call_vm_1",
        "--json",
        "--dir",
        dir.to_str().unwrap(),
    ];
    let done = run(&mut service.home.with_api(&api, &args)).code(0);
    assert_eq!(service.names(), ["call_vm_1.mp4", "call_vm_1.txt"]);
    assert_eq!(
        done.json()["transcriptionPath"],
        dir.join("call_vm_1.txt").to_str().unwrap()
    );
    assert_eq!(
        std::fs::read(dir.join("call_vm_1.txt")).unwrap(),
        b"Hi, call back.\n"
    );
    run(&mut service.home.with_api(&api, &args)).code(1);
    let args = [&args[..], &["--force"]].concat();
    run(&mut service.home.with_api(&api, &args)).code(0);
}

#[test]
fn an_answer_that_tells_nothing_of_a_recording_is_no_reason_to_wait() {
    let home = Home::new();
    let fetch = |body: &str, args: &[&str]| {
        let api = Canned::json("200 OK", body);
        let dir = home.path().to_str().unwrap();
        let all = [args, &["--dir", dir, "--wait=20s"]].concat();
        run(&mut home.with_api(&api.url, &all))
    };
    let list = r#"{"data":[{"id":"call_rec_1"}],"totalCount":1}"#;
    for (body, args) in [
        ("{}", &["recordings", "download", "call_rec_1"][..]),
        (
            r#"{"id":"call_rec_1","status":7,"fileUrl":[]}"#,
            &["recordings", "download", "call_rec_1"],
        ),
        (list, &["recordings", "download", "--call", "call_1"]),
        ("{}", &["voicemails", "download", "call_vm_1"]),
        (
            r#"{"id":"call_vm_1","recordingId":"call_rec_1"}"#,
            &["voicemails", "download", "call_vm_1"],
        ),
    ] {
        let done = fetch(body, args).code(6);
        let told = "has neither status nor fileUrl in it\nhint: -v shows";
        assert!(done.stderr.contains(told), "{body}: {}", done.stderr);
    }
    let early = r#"{"id":"call_vm_1","recordingId":null}"#;
    let args = ["voicemails", "download", "call_vm_1", "--wait=10ms"];
    let api = Canned::json("200 OK", early);
    let done = run(&mut home.with_api(&api.url, &args)).code(6);
    assert!(
        done.stderr.contains("has no recording yet"),
        "{}",
        done.stderr
    );
}

#[test]
fn encoded_and_unasked_answers_are_the_file() {
    use flate2::Compression;
    use flate2::write::GzEncoder;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&audio(1, LEN)).expect("written");
    let gzip = gzip.finish().expect("written");
    for (head, body) in [
        ("200 OK\r\ncontent-encoding: aws-chunked\r\n", audio(1, LEN)),
        ("200 OK\r\ncontent-encoding: gzip\r\n", gzip.clone()),
        (
            "200 OK\r\ncontent-encoding: aws-chunked, gzip\r\netag: \"g\"\r\n",
            gzip.clone(),
        ),
        (
            "206 Partial\r\ncontent-range: bytes 0-299999/300000\r\n",
            audio(1, LEN),
        ),
        (
            "206 Partial\r\ncontent-range: bytes 0-299999/*\r\n",
            audio(1, LEN),
        ),
    ] {
        let service = Service::new([Act::Body(head, body)]);
        run(&mut service.download(&["call_rec_1"])).code(0);
        assert!(service.saved() == audio(1, LEN), "{head}");
        assert_eq!(service.requests().len(), 1, "{head}");
    }
    let half = gzip[..gzip.len() / 2].to_vec();
    let head = "200 OK\r\ncontent-encoding: gzip\r\n";
    let service = Service::new([Act::Body(head, half)]);
    run(&mut service.download(&["call_rec_1"])).code(0);
    assert!(service.saved() == audio(1, LEN));
    let brotli = "200 OK\r\ncontent-encoding: br\r\n";
    let service = Service::new([Act::Body(brotli, audio(1, LEN))]);
    let done = run(&mut service.download(&["call_rec_1"])).code(1);
    assert!(done.stderr.contains("br"), "{}", done.stderr);
}

#[test]
fn recordings_are_for_their_owner_alone() {
    let service = Service::new([Act::Cut(1000)]);
    once(&service).code(6);
    for name in service.names() {
        let mode = std::fs::metadata(service.dir().join(&name))
            .expect("there")
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    once(&service).code(0);
    let saved = service.dir().join("call_rec_1.mp4");
    assert_eq!(
        std::fs::metadata(saved).expect("there").mode() & 0o777,
        0o600
    );
}

#[test]
fn a_part_that_is_swapped_for_a_link_is_not_saved() {
    let service = Service::new([]);
    let part = service.dir().join("call_rec_1.mp4.part");
    service.next(Act::Swap(part.clone()));
    let done = run(&mut service.download(&["call_rec_1"])).code(8);
    assert!(done.stderr.contains("was replaced"), "{}", done.stderr);
    assert!(!service.dir().join("call_rec_1.mp4").exists());
    assert!(part.is_symlink());
}
