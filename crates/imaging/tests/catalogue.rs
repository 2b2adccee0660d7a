//! The page draws its menus from these tables: ids are JSON's, unique and described.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic anywhere, also outside its #[test] function"
)]

use imaging::{COLOUR_MAPS, Channels, Fit, Interpolation, Normalise, Resampling};

/// One family: its name, then id, JSON name, label and description of each member.
type Family = (
    &'static str,
    Vec<(&'static str, String, &'static str, &'static str)>,
);

macro_rules! family {
    ($name:ident) => {
        (
            stringify!($name),
            $name::ALL
                .iter()
                .map(|&it| {
                    (
                        it.id(),
                        serde_json::to_string(&it).unwrap(),
                        it.label(),
                        it.description(),
                    )
                })
                .collect(),
        )
    };
}

#[test]
fn ids_are_those_of_json_and_every_entry_is_described() {
    let families: [Family; 5] = [
        family!(Fit),
        family!(Interpolation),
        family!(Channels),
        family!(Normalise),
        family!(Resampling),
    ];
    for (family, members) in families {
        let mut ids: Vec<_> = members.iter().map(|member| member.0).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), members.len(), "{family}: ids are unique");
        for (id, json, label, description) in members {
            assert_eq!(json, format!("\"{id}\""), "{family}");
            assert!(
                !label.is_empty() && description.ends_with('.'),
                "{family}: {id}"
            );
        }
    }
}

#[test]
fn cividis_is_the_default_colour_map() {
    assert_eq!(COLOUR_MAPS[0].id, "cividis");
    let jet = COLOUR_MAPS.iter().find(|map| map.id == "jet").unwrap();
    assert_eq!(jet.label, "jet (uneven; for comparison with papers)");
}
