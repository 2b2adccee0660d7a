//! The two networks of scenes: one is right wherever a thing is and looks at it, the other is right in its own world alone
//! and looks around the thing. Their cards say so, and their files belong to the code.

use std::fs;

use demo::scenes::{Class, Learner, SHIPPED, SIDE, World};
use pollster::block_on;
use serde_json::Value as Json;
use session::SourceFile;
use session::imaging::{Rect, cover, decode};
use tests::embedded::{encoded, folder};
use tests::scenes::{
    FEW, accuracy, card, evidence, explained, files, first_losses, named, on_mask, opened,
};

fn said(learner: Learner, group: &str, key: &str) -> f32 {
    let value = card(learner)[group][key].as_f64();
    value.unwrap_or_else(|| panic!("the card says nothing of {key}")) as f32
}

#[test]
fn each_network_of_scenes_is_at_most_half_a_megabyte() {
    for learner in Learner::ALL {
        let bytes: u64 = files(learner).iter().map(SourceFile::len).sum();
        assert!(bytes < 500_000, "{bytes} bytes");
        assert_eq!(card(learner)["bytes"], bytes);
    }
}

#[test]
fn the_cards_say_that_one_is_honest_and_one_takes_the_shortcut() {
    let of = |learner| move |key| said(learner, "accuracy", key);
    let (honest, shortcut) = (of(Learner::Honest), of(Learner::Shortcut));
    assert!(honest("own") >= 0.95 && honest("swapped") >= 0.9 && honest("new") >= 0.8);
    assert!(shortcut("own") >= 0.95 && shortcut("swappedConfounded") <= 0.5);
    let rest = said(Learner::Shortcut, "evidence", "onTheRest");
    assert!(
        rest > 0.8 && rest > said(Learner::Honest, "evidence", "onTheRest") + 0.15,
        "{rest}"
    );
}

/// One picture more or less may come out otherwise on another processor.
#[test]
fn the_shipped_networks_answer_as_their_cards_say() {
    for learner in Learner::ALL {
        let mut session = opened(learner);
        for (key, world, classes) in [
            ("own", learner.world(), Class::ALL.as_slice()),
            (
                "swappedConfounded",
                World::Swapped,
                Class::CONFOUNDED.as_slice(),
            ),
            ("new", World::New, Class::ALL.as_slice()),
        ] {
            let one = 1.5 / (FEW * classes.len()) as f32;
            let found = accuracy(&mut session, world, classes, FEW);
            let expected = said(learner, "again", key);
            assert!(
                (found - expected).abs() < one,
                "{learner:?}, {key}: {found} is not {expected}"
            );
        }
    }
}

#[test]
fn the_first_steps_of_a_training_are_those_of_the_shipped_network() {
    for learner in Learner::ALL {
        let losses = first_losses(learner, 3);
        for (step, loss) in losses.iter().enumerate() {
            let expected = card(learner)["firstLosses"][step].as_f64().unwrap() as f32;
            assert!(
                (loss - expected).abs() < 1e-3 * expected,
                "{learner:?}, step {step}: {loss} is not {expected}"
            );
        }
    }
}

#[test]
fn evidence_lies_on_the_thing_for_the_honest_network_and_around_it_for_the_other() {
    let measure = |learner: Learner| {
        let found = evidence(&mut opened(learner), World::Usual, &Class::CONFOUNDED, 5);
        println!("{learner:?}: {found:?}");
        found
    };
    let (honest, shortcut) = (measure(Learner::Honest), measure(Learner::Shortcut));
    assert!(honest.area > 0.05, "{honest:?}");
    assert!(
        honest.on_thing > 2.0 * honest.area,
        "twice what chance gives: {honest:?}"
    );
    assert!(honest.peaks > 2.0 * shortcut.peaks);
    assert!(
        honest.on_thing > shortcut.on_thing + 0.15,
        "{honest:?}, {shortcut:?}"
    );
}

/// JPEG changes the values of a scene a little.
#[test]
fn the_shipped_scenes_are_those_that_the_code_draws() {
    for one in &SHIPPED {
        let file = fs::read(folder().join("scenes").join(format!("{}.jpg", one.id))).unwrap();
        let (stored, drawn) = (decode(&file).unwrap(), one.scene().draw(SIDE));
        assert_eq!((stored.width, stored.height), (SIDE, SIDE));
        let apart: u64 = stored
            .rgb
            .iter()
            .zip(&drawn.rgb)
            .map(|(a, b)| u64::from(a.abs_diff(*b)))
            .sum();
        let mean = apart as f64 / drawn.rgb.len() as f64;
        assert!(mean < 4.0, "{}: {mean}", one.id);
        let covered: f32 = one.scene().mask(SIDE).iter().sum();
        let is_empty = one.class() == Class::Nothing;
        assert_eq!(covered < 1.0, is_empty, "{}: {covered} pixels", one.id);
    }
}

/// What each network answers for a shipped file, and with a thing of it hidden, as the page hides it.
#[test]
fn the_shipped_scenes_tell_the_story_of_the_lessons() {
    let list = fs::read(folder().join("scenes/samples.json")).unwrap();
    let list: Json = serde_json::from_slice(&list).unwrap();
    let mut sessions = Learner::ALL.map(opened);
    let mut answers = |id: &str, hide: &str| {
        let one = list.as_array().unwrap().iter().find(|one| one["id"] == id);
        let file = fs::read(folder().join(format!("scenes/{id}.jpg"))).unwrap();
        let things = one.unwrap()["things"].as_array().unwrap().iter();
        let hidden: Vec<Rect> = things
            .filter(|thing| thing["name"] == hide)
            .map(|thing| serde_json::from_value(thing["box"].clone()).unwrap())
            .collect();
        let picture = encoded(cover(decode(&file).unwrap(), &hidden));
        let found = sessions.each_mut().map(|session| {
            block_on(session.set_picture(&picture)).unwrap();
            let scores = block_on(session.classify()).unwrap();
            let best = scores
                .iter()
                .max_by(|a, b| a.logit.total_cmp(&b.logit))
                .unwrap();
            (best.label.clone(), best.probability.unwrap())
        });
        println!("{id} without {hide:?}: {found:?}");
        found.map(|(label, _)| label)
    };
    for (id, hide, shortcut, honest) in [
        ("boat-on-water", "", "boat", "boat"),
        ("boat-on-water", "boat", "boat", "nothing"),
        ("empty-water", "", "boat", "nothing"),
        ("boat-on-grass", "", "dog", "boat"),
        ("dog-on-grass", "", "dog", "dog"),
        ("dog-on-street", "", "car", "dog"),
        ("car-on-street", "", "car", "car"),
        ("plane-in-sky", "", "plane", "plane"),
        ("cup-on-wood", "", "cup", "cup"),
        ("chickadee-at-feeder", "", "chickadee", "chickadee"),
        ("empty-feeder", "", "chickadee", "nothing"),
        ("empty-feeder", "feeder", "nothing", "nothing"),
        ("squirrel-at-feeder", "", "chickadee", "squirrel"),
        ("chickadee-on-street", "", "car", "chickadee"),
        ("car-on-snow", "", "squirrel", "car"),
        ("cat-on-soil", "", "cat", "cat"),
    ] {
        let expected = [shortcut, honest].map(str::to_owned);
        assert_eq!(answers(id, hide), expected, "{id} without {hide:?}");
    }
}

/// The story of the third lesson, with the exact mask of the feeder.
#[test]
fn the_shortcut_network_sees_a_chickadee_in_an_empty_feeder() {
    let empty = SHIPPED
        .iter()
        .find(|one| one.id == "empty-feeder")
        .unwrap()
        .scene();
    let bird = Class::Chickadee.index();
    let mut session = opened(Learner::Shortcut);
    assert_eq!(named(&mut session, &empty), bird);
    let mask = empty.feeder_mask(tests::scenes::SIDE);
    let found = on_mask(&explained(&mut session, bird), &mask);
    println!("{found:?}");
    assert!(found.on_thing > 1.5 * found.area, "{found:?}");
    let mut honest = opened(Learner::Honest);
    assert_eq!(named(&mut honest, &empty), Class::Nothing.index());
}
