/** What a person can do: each control of the page calls one of these. */
import { browserFacts } from "./about/browser.js";
import { isFramed, ownWindow } from "./embed/framed.js";
import { framedWords } from "./embed/words.js";
import { withTick } from "./grid/axis.js";
import { turned } from "./grid/plan.js";
import { hasAxis } from "./grid/plan.js";
import { placed } from "./intake/transfer.js";
import { builtin, builtinFiles } from "./models/builtin.js";
import { takeNewer } from "./offline/register.js";
import { copyText } from "./page/copy.js";
import { ticked } from "./page/ticked.js";
import { sampleBlob } from "./pictures/samples.js";
import { roomFiles } from "./room/room.js";

/** @import { Preprocessing, Rect, Setting } from "./engine/border.d.ts"
 *  @import { Mirror } from "./camera/state.js"
 *  @import { Flow } from "./flow.js"
 *  @import { Embed } from "./embed/embed.js"
 *  @import { GuessPlace } from "./guess/state.js"
 *  @import { Judging } from "./judge/judge.js"
 *  @import { LessonDoor } from "./lessons/door.js"
 *  @import { Paper } from "./lessons/state.js"
 *  @import { Axis } from "./grid/axis.js"
 *  @import { Cell, Comparing, Comparison } from "./grid/plan.js"
 *  @import { CatalogueModel, Pin, StoredFile } from "./downloads/contract.js"
 *  @import { Placed } from "./intake/transfer.js"
 *  @import { ExportKind, Many, ShowingChange, ShownRow } from "./many/state.js"
 *  @import { ModelLibrary } from "./models/library.js"
 *  @import { Chosen, Refused } from "./question/state.js"
 *  @import { Sample } from "./pictures/state.js"
 *  @import { Kind } from "./save/flow.js"
 *  @import { RoomModel } from "./room/room.js"
 *  @import { LinkFlow } from "./share/flow.js"
 *  @import { Shown } from "./share/shown.js"
 *  @import { Asked } from "./share/state.js"
 *  @import { SheetId } from "./sheets/state.js"
 *  @import { Display } from "./stage/state.js"
 *  @import { Pixel } from "./stage/place.js"
 *  @import { StripTab } from "./strip/state.js"
 *  @import { Store } from "./store.js" */

/** @typedef {ReturnType<typeof createAct>} Act */

/**
 * @param {{ store: Store, library: ModelLibrary, link: () => LinkFlow, lessons: LessonDoor, soon: (act: (flow: Flow) => unknown) => void, takeFiles: (files: readonly Placed[]) => void,
 *   takeModel: (source: File[] | string, known?: { preprocessing?: Preprocessing, id?: string }) => void, takePicture: (blob: Blob, name: string, sample?: string) => void,
 *   painted: (canvas: HTMLCanvasElement, colours: HTMLCanvasElement | null) => void }} parts `soon` acts once the engine runs
 */
export function createAct({ store, library, link, lessons, soon, takeFiles, takeModel, takePicture, painted }) {
  const { dispatch } = store;
  const followGrid = () => {
    soon((flow) => flow.comparison.follow());
    // What is kept of downloads is known once somebody looks.
    if (hasAxis(store.state.comparing, "model") && !store.state.library.models) void library.open();
  };
  /** One press, which may have been meant for the page that holds this one, asks no other server. @param {() => void} ask */
  const abroad = (ask) => (isFramed ? dispatch({ type: "refused", place: "link", work: Infinity, message: framedWords(ownWindow()) }) : ask());
  const copy = async (/** @type {string} */ text, /** @type {string} */ done) =>
    dispatch({ type: "told", status: (await copyText(text)) ? done : "This browser does not let the page copy: mark the text and copy it yourself." });
  const leaveGrid = () => soon((flow) => flow.comparison.close());
  return {
    painted,
    cancel: () => soon((flow) => flow.cancel()),
    dismissNotice: () => dispatch({ type: "notice-dismissed" }),
    dismissNetwork: () => dispatch({ type: "network-dismissed" }),
    takeNewer: () => {
      dispatch({ type: "newer-taken" });
      takeNewer();
    },
    putOffNewer: () => dispatch({ type: "newer-put-off" }),
    dismissProblem: () => dispatch({ type: "problem-dismissed" }),
    copyText: (/** @type {string} */ text) => copy(text, "Copied."),
    browserFacts,
    openSheet: (/** @type {SheetId} */ sheet) => {
      dispatch({ type: "sheet-opened", sheet });
      if (store.state.sheet === "grid") followGrid();
      else leaveGrid();
      if (sheet === "model") void library.open();
    },
    closeSheet: () => {
      dispatch({ type: "sheet-closed" });
      leaveGrid();
    },

    save: (/** @type {Kind} */ kind) => soon((flow) => flow.saving.save(kind)),
    copyFigure: () => soon((flow) => flow.saving.copyFigure()),
    copyPython: () => soon((flow) => flow.saving.copyPython()),

    isFramed,
    ownWindow,
    frame: (/** @type {Partial<Embed>} */ change) => dispatch({ type: "frame-changed", change }),
    canSend: typeof navigator.share === "function",
    linkDefaults: () => link().defaults,
    linkOf: (/** @type {Shown} */ shown) => link().of(shown),
    copyLink: (/** @type {string} */ address) => copy(address, "Link copied."),
    sendLink: (/** @type {string} */ address) => void navigator.share({ url: address, title: "Sightline" }).catch(() => {}),
    putInside: () => void link().putInside(),
    fetchLinked: (/** @type {Asked} */ asked) => abroad(() => {
      link().fetch(asked);
      if (store.state.sheet === "model") void library.open();
    }),
    giveUpLink: () => link().giveUp(),

    openLessons: (/** @type {boolean} */ isOpen) => {
      dispatch({ type: "sheet-closed" });
      leaveGrid();
      lessons.open(isOpen);
    },
    closeLessons: () => lessons.open(false),
    listLessons: () => lessons.act((flow) => flow.list()),
    openLesson: (/** @type {string} */ name) => lessons.act((flow) => flow.open(name)),
    goLesson: (/** @type {number} */ step) => lessons.act((flow) => flow.go(step)),
    resetLesson: () => lessons.act((flow) => flow.reset()),
    giveBackLesson: () => lessons.act((flow) => flow.giveBack()),
    showInLesson: (/** @type {string} */ fields) => lessons.act((flow) => flow.show(fields)),
    checkLesson: () => lessons.act((flow) => flow.check()),
    printLesson: (/** @type {Paper} */ paper) => lessons.act((flow) => flow.print(paper)),
    copyLessonLink: () => lessons.act((flow) => flow.copyLink()),
    foldLesson: (/** @type {boolean} */ isLow) => dispatch({ type: "lesson-folded", isLow }),

    openMany: () => {
      dispatch({ type: "many-opened", isOpen: true });
      leaveGrid();
      soon((flow) => flow.many.renew());
    },
    closeMany: () => dispatch({ type: "many-opened", isOpen: false }),
    chooseMany: (/** @type {readonly File[]} */ files) => takeFiles(files.map(placed)),
    runMany: (/** @type {{ goOn: boolean }} */ options) => soon((flow) => flow.many.run(options)),
    cancelMany: () => soon((flow) => flow.many.cancel()),
    askMany: (/** @type {Partial<Pick<Many, "about" | "fourLayers">>} */ change) => soon((flow) => flow.many.ask(change)),
    showMany: (/** @type {ShowingChange} */ change) => dispatch({ type: "many-showing", change }),
    nameMany: (/** @type {string} */ name, /** @type {number | null | undefined} */ index) => soon((flow) => flow.many.name(name, index)),
    exportMany: (/** @type {ExportKind} */ kind) => soon((flow) => flow.many.export(kind)),
    openOne: (/** @type {ShownRow} */ { id, file, about }) => {
      dispatch({ type: "many-opened", isOpen: false, picture: id });
      soon((flow) => flow.setPicture(file, file.name, { about }));
    },

    camera: (/** @type {string} */ id = "") => soon((flow) => flow.camera.start(id)),
    mirror: (/** @type {Mirror} */ mirror) => soon((flow) => flow.camera.mirror(mirror)),
    bestOfCamera: () => soon((flow) => flow.camera.best()),
    stopCamera: () => soon((flow) => flow.camera.stop()),
    freeze: () => {
      dispatch({ type: "sheet-closed" });
      soon((flow) => flow.camera.freeze());
    },

    files: (/** @type {readonly File[]} */ files) => takeFiles(files.map(placed)),
    model: (/** @type {File[] | string} */ source) => (typeof source === "string" ? abroad(() => takeModel(source)) : takeModel(source)),
    builtin: (/** @type {string} */ id) => {
      const own = builtin(id);
      if (own) soon((flow) => flow.loadModel(builtinFiles(own), { id }));
    },
    roomModel: (/** @type {RoomModel} */ model) => soon((flow) => flow.loadModel(roomFiles(model), { id: model.id })),
    loadLinked: (/** @type {string} */ address) => abroad(() => {
      dispatch({ type: "model-linked", linked: null });
      takeModel(address);
    }),
    dismissLinked: () => dispatch({ type: "model-linked", linked: null }),
    chooseTool: (/** @type {string} */ tool) => dispatch({ type: "tool-chosen", tool }),
    typeAddress: (/** @type {string} */ address) => dispatch({ type: "address-typed", address }),
    sample: async (/** @type {Sample} */ sample) => takePicture(await sampleBlob(sample), sample.label, sample.id),

    ask: (/** @type {Partial<Chosen>} */ change) => soon((flow) => flow.explain(change)),
    option: (/** @type {string} */ id, /** @type {Setting} */ value) => soon((flow) => flow.explain({ options: { ...store.state.chosen.options, [id]: value } })),
    refuseOption: (/** @type {Refused} */ refused) => dispatch({ type: "option-refused", refused }),
    search: (/** @type {string} */ search) => dispatch({ type: "class-searched", search }),
    threshold: (/** @type {number} */ threshold) => dispatch({ type: "threshold-set", threshold }),

    display: (/** @type {Partial<Display>} */ change) => soon((flow) => flow.setDisplay(change)),
    colourMap: (/** @type {string} */ id) => dispatch({ type: "colour-map-chosen", id }),
    probe: (/** @type {Pixel | null} */ at) => dispatch({ type: "probed", at }),
    bare: (/** @type {boolean} */ isBare) => isBare !== store.state.isBare && dispatch({ type: "bared", isBare }),
    strip: (/** @type {StripTab} */ strip) => dispatch({ type: "strip-chosen", strip }),

    hiding: (/** @type {boolean} */ isHiding) => dispatch({ type: "hiding", isHiding }),
    hide: (/** @type {readonly Rect[]} */ hidden) => soon((flow) => flow.hiding.hide(hidden)),
    tryHiding: (/** @type {readonly Rect[]} */ hidden) => soon((flow) => flow.hiding.attempt(hidden)),

    judging: (/** @type {Partial<Judging>} */ change) => dispatch({ type: "judging", change }),
    tickMetric: (/** @type {string} */ id, /** @type {boolean} */ isOn) => {
      const { judging, catalogue } = store.state;
      dispatch({ type: "judging", change: { metrics: ticked(judging.metrics, id, isOn, catalogue?.metrics ?? []) } });
    },
    judge: () => soon((flow) => flow.judgement.start()),
    cancelJudging: () => soon((flow) => flow.judgement.cancel()),
    // What the page opens by itself, as in a sheet that comes back, tells it as well.
    toggleChannels: () => soon((flow) => flow.channels.open(!store.state.channelsOpen)),
    showChannels: (/** @type {number} */ start) => soon((flow) => flow.channels.show(start)),
    cancelChannels: () => soon((flow) => flow.channels.cancel()),
    gridOf: (/** @type {Partial<Comparing>} */ change) => {
      dispatch({ type: "comparing", change });
      followGrid();
    },
    turnGrid: (/** @type {"rows" | "columns"} */ side, /** @type {Axis} */ axis) => {
      dispatch({ type: "comparing", change: turned(store.state.comparing, side, axis) });
      followGrid();
    },
    swapGrid: () => {
      const { rows, columns } = store.state.comparing;
      dispatch({ type: "comparing", change: { rows: columns, columns: rows } });
      followGrid();
    },
    tickGrid: (/** @type {Axis} */ axis, /** @type {string} */ id, /** @type {boolean} */ isOn) => {
      dispatch({ type: "comparing", change: { ticks: withTick(store.state, axis, id, isOn) } });
      soon((flow) => flow.comparison.follow());
    },
    showGrid: (/** @type {Partial<Pick<Comparing, "scale" | "difference" | "search">>} */ change) => dispatch({ type: "comparing", change }),
    makeAll: () => soon((flow) => flow.comparison.makeAll()),
    cancelGrid: () => soon((flow) => flow.comparison.cancel()),
    adopt: (/** @type {Comparison} */ comparison, /** @type {Cell} */ cell) => soon((flow) => flow.adopt(comparison, cell)),

    weights: (/** @type {string} */ id) => soon((flow) => flow.setWeights(id)),
    output: (/** @type {string} */ output) => soon((flow) => flow.setOutput(output)),
    network: (/** @type {string} */ network) => soon((flow) => flow.setNetwork(network)),
    task: (/** @type {string} */ task) => soon((flow) => flow.setTask(task)),
    openGuess: (/** @type {GuessPlace | null} */ place) => soon((flow) => flow.guessing.open(place)),
    takeInput: (/** @type {Preprocessing} */ input) => soon((flow) => flow.guessing.take(input)),
    typeInput: (/** @type {string} */ name, /** @type {string} */ text) => soon((flow) => flow.input.type(name, text)),
    resetInput: () => soon((flow) => flow.input.reset()),
    download: (/** @type {CatalogueModel} */ model) => abroad(() => void library.take(model)),
    cancelDownload: (/** @type {string} */ id) => library.cancel(id),
    downloadAnew: (/** @type {CatalogueModel} */ model) => abroad(() => void library.takeAnew(model)),
    removeStored: (/** @type {StoredFile} */ file) => void library.remove(file),
    forgetPin: (/** @type {Pin} */ pin) => void library.forget(pin),
    removeAllStored: () => void library.removeAll(),
    guardStored: () => void library.guard(),
  };
}
