//! The steps of a procedure, and the order in which they follow one another.

use super::*;

/// The steps of the example, written out.
const STEPS: &str = r#"channels = ["online", "post"]
steps = [
    { id = "file", act = "file", title = { vi = "Nộp", en = "File" }, then = ["accept"] },
    { id = "accept", act = "accept", title = { vi = "Nhận", en = "Accept" }, then = ["ask"] },
    { id = "ask", act = "consult", title = { vi = "Hỏi", en = "Ask" }, then = ["on"] },
    { id = "on", act = "forward", title = { vi = "Chuyển", en = "Forward" }, then = ["decide"] },
    { id = "decide", act = "decide", title = { vi = "Quyết", en = "Decide" }, then = ["end"] },
    { id = "end", act = "hand_over", title = { vi = "Trả", en = "Hand over" } },
]
"#;

fn with_steps(from: &str, to: &str) -> Vec<String> {
    assert!(STEPS.contains(from), "nothing to replace by {from:?}");
    faults_with(
        "channels = [\"online\", \"post\"]\n",
        &STEPS.replacen(from, to, 1),
    )
}

#[test]
fn a_course_that_is_whole_has_no_faults() {
    assert_eq!(with_steps("File", "File it"), [""; 0]);
}

#[test]
fn the_bodies_meet_before_the_dossier_goes_to_the_decider_or_after() {
    let meet = |then: &str| {
        format!(
            "{{ id = \"meet\", act = \"meet\", title = {{ vi = \"Họp\", en = \"Meet\" }}, \
             then = [{then}] }},\n    {{ id = \"decide\""
        )
    };
    let after = |then: &str| {
        let steps = STEPS.replacen("{ id = \"decide\"", &meet(then), 1);
        let steps = steps.replacen("then = [\"decide\"]", "then = [\"meet\", \"decide\"]", 1);
        faults_with("channels = [\"online\", \"post\"]\n", &steps)
    };
    assert_eq!(after("\"decide\""), [""; 0]);
    assert_eq!(
        after("\"decide\", \"on\""),
        [
            "procedure.toml:19: step meet does meet, which does not come after forward; correct \
             the order"
        ]
    );
    let before = STEPS.replacen("then = [\"on\"]", "then = [\"meet\", \"on\"]", 1);
    let before = before.replacen("{ id = \"decide\"", &meet("\"on\""), 1);
    assert_eq!(
        faults_with("channels = [\"online\", \"post\"]\n", &before),
        [""; 0]
    );
}

#[test]
fn every_step_can_be_reached_and_leads_to_the_end() {
    assert_eq!(
        with_steps("then = [\"ask\"]", "then = [\"on\"]"),
        ["procedure.toml:18: step ask cannot be reached; \
             let a step before it name it in `then`, or drop it"]
    );
    assert_eq!(
        with_steps(", then = [\"end\"]", ""),
        [
            "procedure.toml:16: step file does not lead to the hand-over; \
             say in `then` what follows",
            "procedure.toml:17: step accept does not lead to the hand-over; \
             say in `then` what follows",
            "procedure.toml:18: step ask does not lead to the hand-over; \
             say in `then` what follows",
            "procedure.toml:19: step on does not lead to the hand-over; \
             say in `then` what follows",
            "procedure.toml:20: step decide does not lead to the hand-over; \
             say in `then` what follows",
            "procedure.toml:21: step end cannot be reached; \
             let a step before it name it in `then`, or drop it",
        ]
    );
}

#[test]
fn steps_follow_one_another_in_the_order_of_their_acts() {
    assert_eq!(
        with_steps(
            "then = [\"decide\"]",
            "then = [\"decide\", \"accept\", \"nowhere\"]"
        ),
        [
            "procedure.toml:19: step accept does accept, which does not come after forward; \
             correct the order",
            "procedure.toml:19: there is no step nowhere; enter it, or correct the name",
        ]
    );
}

#[test]
fn what_belongs_to_a_step_is_there_with_it_and_only_with_it() {
    let without = STEPS.lines().filter(|it| !it.contains("\"consult\""));
    let without = without.collect::<Vec<_>>().join("\n") + "\n";
    let without = without.replace("[\"ask\"]", "[\"on\"]");
    assert_eq!(
        faults_with("channels = [\"online\", \"post\"]\n", &without),
        [
            "procedure.toml:32: the limit `consultation` is never counted, \
             because no step does consult; drop it",
            "procedure.toml:33: the limit `opinion` is never counted, \
             because no step does consult; drop it",
            "procedure.toml:38: these rules name whom to ask, and no step does consult; \
             drop them, or add the step",
        ]
    );
    assert_eq!(
        faults_with(
            "forwarding = { limit = { count = 2, unit = \"working_days\" }, basis = \"Art. 1\" }\n",
            ""
        ),
        ["procedure.toml:23: the limit `forwarding` is missing, and a step does forward; add it"]
    );
}
