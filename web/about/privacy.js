/** What the page promises, and the test that proves it: `file::title`. */

/** @type {readonly { words: string, proof: string }[]} */
export const PRIVACY = [
  {
    words: "Your pictures and your models stay on this device: nothing is uploaded.",
    proof: "tests/browser/private.spec.js::a picture and a model from files cause no request to another origin",
  },
  {
    words: "Opening the page, its sheets and its samples asks no server but the one that the page comes from.",
    proof: "tests/browser/private.spec.js::a first visit, its sheets and other samples cause no request to another origin",
  },
  {
    words: "You can take the network away and go on: all is computed here.",
    proof: "tests/browser/private.spec.js::a picture is explained without a network",
  },
  {
    words: "Another server is asked only when you press a button for it, and only for the files of the model or the picture that you want.",
    proof: "tests/browser/catalogue.spec.js::a link to a model names the server and downloads nothing before a click",
  },
  {
    words: "A link that somebody sends you asks no other server before you press.",
    proof: "tests/browser/link.spec.js::a link to another server names it, asks nothing before a press, and compares what comes",
  },
  {
    words: "There are no cookies and no counters.",
    proof: "tests/browser/about.spec.js::the sheet says what this is and proves it, and its report has no pixels and no names",
  },
  {
    words: "The page keeps itself in this browser, so that it works without a network.",
    proof: "tests/browser/offline.spec.js::after one visit all goes on without a network, with the same numbers, and so does a model that was downloaded",
  },
  {
    words: "Of models, only what you downloaded is kept, until you delete it under “Kept in this browser”.",
    proof: "tests/browser/catalogue.spec.js::a download that breaks is resumed after a reload, used offline and deleted from the panel",
  },
  {
    words: "A figure that you save has none of the camera’s notes in it, such as the place where the photograph was taken.",
    proof: "tests/browser/take-home.spec.js::a photograph that was held on its side is saved upright, and nothing of its metadata goes with it",
  },
];
