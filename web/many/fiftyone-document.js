/** How FiftyOne describes a dataset and its fields in `metadata.json`. Pure. */

/** @typedef {{ name: string, ftype: string, embedded_doc_type: string | null, subfield: string | null, db_field: string, fields: Field[] }} Field */

/** Of this version on FiftyOne reads what is written here; later ones bring it up to date themselves, earlier ones refuse. */
const VERSION = "1.0.0";

const FIELDS = "fiftyone.core.fields";

/** @param {string} name @param {string} kind @param {Partial<Field>} [more] @returns {Field} */
const field = (name, kind, more = {}) => ({ name, ftype: `${FIELDS}.${kind}`, embedded_doc_type: null, subfield: null, fields: [], db_field: name, ...more });
/** @param {string} name @param {string} document @param {Field[]} fields */
const embedded = (name, document, fields) => field(name, "EmbeddedDocumentField", { embedded_doc_type: document, fields });

const ID = field("id", "ObjectIdField", { db_field: "_id" });
const TAGS = field("tags", "ListField", { subfield: `${FIELDS}.StringField` });

/** Fields by what they hold. */
export const FIELD = Object.freeze({
  /** @param {string} name */
  word: (name) => field(name, "StringField"),
  /** @param {string} name */
  number: (name) => field(name, "FloatField"),
  /** @param {string} name */
  truth: (name) => field(name, "BooleanField"),
  /** @param {string} name */
  classification: (name) =>
    embedded(name, "fiftyone.core.labels.Classification", [ID, TAGS, field("label", "StringField"), field("confidence", "FloatField"), field("logits", "VectorField")]),
  /** @param {string} name */
  heatmap: (name) =>
    embedded(name, "fiftyone.core.labels.Heatmap", [
      ID, TAGS, field("map", "ArrayField"), field("map_path", "StringField"), field("range", "HeatmapRangeField", { subfield: `${FIELDS}.FloatField` }),
    ]),
});

/** Those that every dataset has. @type {Field[]} */
const DEFAULT = [
  ID,
  field("filepath", "StringField"),
  TAGS,
  embedded("metadata", "fiftyone.core.metadata.ImageMetadata", [
    field("size_bytes", "IntField"), field("mime_type", "StringField"), field("width", "IntField"), field("height", "IntField"), field("num_channels", "IntField"),
  ]),
  field("_media_type", "StringField"),
  field("_rand", "FloatField"),
  field("_dataset_id", "ObjectIdField"),
  field("created_at", "DateTimeField"),
  field("last_modified_at", "DateTimeField"),
];

/** @param {readonly Field[]} own @param {{ now: Date, info: Record<string, unknown> }} facts */
export function datasetDocument(own, { now, info }) {
  const date = { $date: now.toISOString() };
  /** @type {(one: Field) => object} */
  const complete = (one) => ({ ...one, fields: one.fields.map(complete), description: null, info: null, read_only: false, created_at: date });
  return {
    name: "sightline",
    version: VERSION,
    created_at: date,
    last_modified_at: date,
    last_loaded_at: date,
    persistent: false,
    media_type: "image",
    group_media_types: {},
    tags: [],
    info,
    app_config: {},
    classes: {},
    default_classes: [],
    mask_targets: {},
    default_mask_targets: {},
    skeletons: {},
    sample_fields: [...DEFAULT, ...own].map(complete),
    frame_fields: [],
    saved_views: [],
    workspaces: [],
    annotation_runs: {},
    brain_methods: {},
    evaluations: {},
    runs: {},
  };
}
