//! Judgements as plain objects, and the menu of metrics.

use serde::{Deserialize, Serialize};
use session::imaging::Rect;
use session::{Judged, Measured, Metric, Point};

/// What a request for numbers has beside that for an explanation: where its object lies, and ids of
/// metrics; without these all for which there is enough.
#[derive(Deserialize)]
pub(crate) struct JsJudgeRequest {
    pub(crate) region: Option<Rect>,
    pub(crate) metrics: Option<Vec<String>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JsJudged {
    metric: &'static str,
    asked: Option<JsMeasured>,
    random_cam: Option<JsMeasured>,
    edge_map: Option<JsMeasured>,
}

#[derive(Serialize)]
struct JsMeasured {
    value: f32,
    curve: Vec<JsPoint>,
}

#[derive(Serialize)]
struct JsPoint {
    at: f32,
    value: f32,
    layer: Option<String>,
}

impl From<Judged> for JsJudged {
    fn from(judged: Judged) -> Self {
        Self {
            metric: judged.metric.info().id,
            asked: judged.asked.map(JsMeasured::from),
            random_cam: judged.random_cam.map(JsMeasured::from),
            edge_map: judged.edge_map.map(JsMeasured::from),
        }
    }
}

impl From<Measured> for JsMeasured {
    fn from(measured: Measured) -> Self {
        let point = |point: Point| JsPoint {
            at: point.at,
            value: point.value,
            layer: point.layer,
        };
        Self {
            value: measured.value,
            curve: measured.curve.into_iter().map(point).collect(),
        }
    }
}

/// A metric, as menus show it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JsMetric {
    id: &'static str,
    label: &'static str,
    description: &'static str,
    paper: &'static str,
    higher_is_better: Option<bool>,
    matches: &'static str,
    needs: &'static str,
}

impl From<Metric> for JsMetric {
    fn from(metric: Metric) -> Self {
        let info = metric.info();
        Self {
            id: info.id,
            label: info.label,
            description: info.description,
            paper: info.paper,
            higher_is_better: info.higher_is_better,
            matches: info.matches,
            needs: info.needs.id(),
        }
    }
}
