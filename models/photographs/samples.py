"""The sample photographs: where each comes from, how it is cropped, and what is in it.

Boxes were drawn by hand, each around all that is seen of a thing: the cropped picture was looked at under a grid of 20 or
40 px, without a map, and the outermost edges were read off. README.md says what was known of the maps.
"""

from dataclasses import dataclass

GCOMPRIS = "gcompris-qt-data 3.1-2"
SKIMAGE = "scikit-image 0.26.0"
SKLEARN = "scikit-learn 1.9.1"
MATPLOTLIB = "matplotlib 3.11.2"

LICENCES = {
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-BY-1.0": ("CC BY 1.0", "https://creativecommons.org/licenses/by/1.0/"),
    "CC-BY-2.0": ("CC BY 2.0", "https://creativecommons.org/licenses/by/2.0/"),
    "public-domain": ("public domain", "https://creativecommons.org/publicdomain/mark/1.0/"),
}
"""By SPDX identifier, but for the last, which has none: a short name and an address that says what it means."""


@dataclass(frozen=True)
class Photograph:
    """A photograph as its author made it, and who says that it is free."""

    title: str
    author: str
    licence: str
    page: str | None
    """Where the photograph was published; None where the package names no address."""
    package: str
    path: str
    told: str
    """Where author and licence are told."""


@dataclass(frozen=True)
class Part:
    """What is taken of a photograph: left, top, right and bottom in its pixels."""

    photograph: Photograph
    crop: tuple[int, int, int, int]


@dataclass(frozen=True)
class Thing:
    """A thing in a picture, the number of its class, None where the model knows none, and its box: x, y, width, height in
    pixels of the finished picture."""

    name: str
    index: int | None
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Sample:
    id: str
    label: str
    group: str
    """`right`: the model's first class is right. `errs`: it is wrong."""
    alt: str
    note: str
    parts: tuple[Part, ...]
    """Of a collage, from left to right and each as wide as the others."""
    size: tuple[int, int]
    things: tuple[Thing, ...]


def gcompris(activity, file):
    return f"usr/share/gcompris-qt/rcc/{activity}.rcc:gcompris/src/activities/{activity}/resource/{file}"


def readme(folder):
    return f"the README of src/activities/{folder} in the source of GCompris"


SHEPHERD = Photograph(
    "German shepherd", "Hans Kemperman", "public-domain",
    "https://commons.wikimedia.org/wiki/File:German-shepherd-4040871920._(2).jpg",
    GCOMPRIS, gcompris("explore_farm_animals", "animals/dog.webp"), readme("explore_farm_animals/resource/animals"))
PANDA = Photograph(
    "Lightmatter panda", "Aaron Logan", "CC-BY-1.0", "https://commons.wikimedia.org/wiki/File:Lightmatter_panda.jpg",
    GCOMPRIS, gcompris("explore_world_animals", "animals/panda.webp"),
    "usr/share/doc/gcompris-qt-data/copyright in the package")
RED_PANDA = Photograph(
    "Red Panda", "Mathias Appel", "CC0-1.0", "https://commons.wikimedia.org/wiki/File:Red_Panda_(30324056733).jpg",
    GCOMPRIS, gcompris("erase", "red_panda.webp"), readme("erase/resource"))
KINGFISHER = Photograph(
    "Eisvogel kingfisher", "Frank-2.0", "CC0-1.0", "https://commons.wikimedia.org/wiki/File:Eisvogel_kingfisher.jpg",
    GCOMPRIS, gcompris("erase", "kingfisher.webp"), readme("erase/resource"))
CLOWNFISH = Photograph(
    "Common clownfish", "Jan Derk", "public-domain", "https://commons.wikimedia.org/wiki/File:Common_clownfish.jpg",
    GCOMPRIS, gcompris("categorization", "images/fishes/fish9.webp"), readme("categorization/resource/images/fishes"))
CHELSEA = Photograph(
    "Chelsea the cat", "Stefan van der Walt", "CC0-1.0", None,
    SKIMAGE, "skimage/data/chelsea.png", "skimage.data.chelsea in the package")
COFFEE = Photograph(
    "Coffee cup, courtesy of Pikolo Espresso Bar", "Rachel Michetti", "CC0-1.0", None,
    SKIMAGE, "skimage/data/coffee.png", "skimage.data.coffee in the package")
CHINA = Photograph(
    "china.jpg", "danielbuechele", "CC-BY-2.0", "https://www.flickr.com/photos/danielbuechele/6061409035/sizes/z/in/photostream/",
    SKLEARN, "sklearn/datasets/images/china.jpg", "sklearn/datasets/images/README.txt in the package")
ASTRONAUT = Photograph(
    "Eileen Collins", "NASA", "public-domain", "https://flic.kr/p/r9qvLn",
    SKIMAGE, "skimage/data/astronaut.png", "skimage.data.astronaut in the package")
HOPPER = Photograph(
    "Grace Hopper", "United States Navy", "public-domain", "https://commons.wikimedia.org/wiki/File:Grace_Hopper.jpg",
    MATPLOTLIB, "matplotlib/mpl-data/sample_data/grace_hopper.jpg",
    "the address in the file itself, the licence in pull request 1599 of matplotlib")

SAMPLES = (
    Sample(
        "german-shepherd", "Dog", "right",
        "A German shepherd stands on dry grass and looks at the camera with its mouth open.",
        "The model knows more than a hundred breeds of dogs. It looks mostly at the head.",
        (Part(SHEPHERD, (380, 0, 980, 600)),), (560, 560),
        (Thing("dog", 235, (0, 24, 491, 536)),)),
    Sample(
        "panda-and-dog", "Panda and dog (a collage)", "right",
        "Two photographs side by side: on the left a giant panda, on the right a German shepherd.",
        "A collage of two photographs. Ask for the one class and for the other: each has its own map.",
        (Part(PANDA, (190, 0, 530, 680)), Part(SHEPHERD, (568, 0, 952, 768))), (560, 560),
        (Thing("panda", 388, (16, 44, 264, 434)), Thing("dog", 235, (280, 21, 243, 504)))),
    Sample(
        "red-panda", "Red panda", "right",
        "A red panda with white ears looks past a branch.",
        "ImageNet has an older name for this animal: lesser panda.",
        (Part(RED_PANDA, (300, 0, 1740, 1080)),), (648, 486),
        (Thing("red panda", 387, (115, 25, 533, 461)),)),
    Sample(
        "clownfish", "Clownfish and sea anemone", "right",
        "An orange and white clownfish swims above the blue-green arms of a sea anemone; a smaller one hides between them.",
        "Two living things, two classes: anemone fish, then sea anemone. The anemone's box is its part below the fish.",
        (Part(CLOWNFISH, (0, 0, 300, 240)),), (300, 240),
        (Thing("clownfish", 393, (60, 19, 157, 87)), Thing("sea anemone", 108, (0, 106, 300, 134)))),
    Sample(
        "cat", "Cat", "right",
        "The face of a striped cat with green eyes, from near.",
        "Tiger cat, Egyptian cat, tabby: the model is sure of a cat, and not of its kind. Ask why not the second.",
        (Part(CHELSEA, (80, 0, 411, 300)),), (331, 300),
        (Thing("cat", 282, (0, 0, 300, 300)),)),
    Sample(
        "espresso", "Espresso", "right",
        "A cup of espresso on a red saucer with a spoon, on a wooden table.",
        "The coffee in the cup decides, not the saucer and not the spoon. The box is that of the cup.",
        (Part(COFFEE, (50, 0, 550, 400)),), (500, 400),
        (Thing("cup of espresso", 967, (124, 17, 240, 226)),)),
    Sample(
        "palace", "Summer Palace", "right",
        "A tower with four tiled roofs in front of a lake: the Summer Palace in Beijing.",
        "Right, though not sure: bell cote and monastery, its next classes, look alike.",
        (Part(CHINA, (0, 0, 400, 427)),), (400, 427),
        (Thing("tower of a palace", 698, (60, 28, 312, 364)),)),
    Sample(
        "kingfisher", "Kingfisher", "errs",
        "A kingfisher, blue and orange, sits on a branch.",
        "ImageNet has no class for kingfishers. The model looks at the bird, and names one that looks alike: jacamar.",
        (Part(KINGFISHER, (400, 0, 1480, 1080)),), (640, 640),
        (Thing("kingfisher", None, (82, 63, 394, 503)),)),
    Sample(
        "astronaut", "Astronaut", "errs",
        "Astronaut Eileen Collins in an orange space suit, a helmet before her, and a model of a space shuttle behind her.",
        "ImageNet has no class for astronauts. The model sees the helmet, and calls it a football helmet. "
        "Ask for the space shuttle, too.",
        (Part(ASTRONAUT, (20, 0, 512, 512)),), (492, 512),
        (Thing("astronaut", None, (2, 14, 346, 498)), Thing("helmet of a space suit", None, (260, 341, 230, 171)),
         Thing("space shuttle (a model)", 812, (333, 0, 120, 286)))),
    Sample(
        "grace-hopper", "Grace Hopper", "errs",
        "Grace Hopper in the dark uniform and cap of the United States Navy, before a flag.",
        "The right class, military uniform, comes third. An academic gown with its cap looks alike: the map is on the cap.",
        (Part(HOPPER, (0, 0, 512, 600)),), (512, 600),
        (Thing("military uniform with its cap", 652, (20, 22, 492, 578)),)),
)
