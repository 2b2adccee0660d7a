//! The tables that the page draws its menus from.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic anywhere, also outside its #[test] function"
)]

use std::collections::BTreeSet;

use imaging::{COLOUR_MAPS, Colours, Fit, Interpolation, Normalise, Resampling};

/// Checks one menu: ids are unique and survive JSON, and every entry is described.
macro_rules! check {
    ($menu:ident) => {
        let ids: BTreeSet<&str> = $menu::ALL.iter().map(|entry| entry.id()).collect();
        let menu = stringify!($menu);
        assert_eq!(ids.len(), $menu::ALL.len(), "{menu}: ids are unique");
        for &entry in $menu::ALL {
            let (id, json) = (entry.id(), serde_json::to_value(entry).unwrap());
            assert_eq!(json, id, "{menu}");
            let read: $menu = serde_json::from_value(json).unwrap();
            assert_eq!(read, entry, "{menu}: {id}");
            let (label, description) = (entry.label(), entry.description());
            assert!(!label.is_empty(), "{menu}: {id} has a label");
            assert!(description.ends_with('.'), "{menu}: {id}: {description}");
        }
    };
}

#[test]
fn ids_are_unique_and_round_trip_through_json() {
    check!(Fit);
    check!(Interpolation);
    check!(Colours);
    check!(Normalise);
    check!(Resampling);
}

#[test]
fn cividis_is_the_default_colour_map() {
    assert_eq!(COLOUR_MAPS[0].id, "cividis");
    let jet = COLOUR_MAPS.iter().find(|map| map.id == "jet").unwrap();
    assert_eq!(jet.label, "jet (uneven; for comparison with papers)");
}
