"""Makes the sample photographs, `samples.json` and `CREDITS.md`, or measures what the model says of them. See README.md.

    python make.py packages          crops the photographs of the packages in the folder `packages`
    python make.py --measure MODEL   fills in what the ONNX file MODEL says, and checks what README.md promises
"""

import hashlib
import io
import json
import sys
from pathlib import Path

import measure
import packages
from PIL import Image
from samples import LICENCES, SAMPLES

HERE = Path(__file__).parent
MOST_BYTES = 60_000
NAMES = HERE / "../../crates/formats/labels/imagenet-1k.txt"


def names():
    """The names of the classes, as the page has them."""
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def picture(sample, folder):
    """The cropped picture; of a collage the parts side by side."""
    width, height = sample.size
    whole, part_width = Image.new("RGB", sample.size), width // len(sample.parts)
    for index, part in enumerate(sample.parts):
        source = part.photograph
        opened = Image.open(io.BytesIO(packages.read(folder, source.package, source.path))).convert("RGB").crop(part.crop)
        if opened.size != (part_width, height):
            opened = opened.resize((part_width, height), Image.Resampling.LANCZOS)
        whole.paste(opened, (index * part_width, 0))
    return whole


def jpeg(image):
    """The picture as JPEG, as good as fits into MOST_BYTES; it has no metadata."""
    for quality in range(94, 68, -2):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    raise ValueError(f"the picture of {image.size} px does not fit into {MOST_BYTES} bytes: make it smaller")


def rect(box):
    return dict(zip(("x", "y", "width", "height"), box))


def credit(part):
    source = part.photograph
    licence, address = LICENCES[source.licence]
    return {
        "title": source.title, "author": source.author, "licence": licence, "licenceAddress": address, "page": source.page,
        "package": source.package, "path": source.path, "told": source.told}


def described(sample, content, classes):
    width, height = sample.size
    return {
        "id": sample.id, "file": f"{sample.id}.jpg", "width": width, "height": height, "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(), "group": sample.group, "collage": len(sample.parts) > 1,
        "label": sample.label, "alt": sample.alt, "note": sample.note,
        "things": [
            {"name": thing.name, "class": thing.index, "className": None if thing.index is None else classes[thing.index],
             "box": rect(thing.box)} for thing in sample.things],
        "credits": [credit(part) for part in sample.parts],
        "answer": None}


def credits_page(samples):
    lines = [
        "# Credits of the sample photographs", "",
        "Written by `make.py`. Each was cropped, some were made smaller, and all were stored as JPEG; the collage is two of them",
        "side by side. Nothing else was changed.", ""]
    for sample in samples:
        for of in sample["credits"]:
            page = f", [page]({of['page']})" if of["page"] else ""
            lines += [
                f"- `{sample['file']}`: “{of['title']}” by {of['author']}, [{of['licence']}]({of['licenceAddress']}){page}.",
                f"  From `{of['path'].split('/')[-1]}` of {of['package']}; told by {of['told']}."]
    return "\n".join(lines) + "\n"


def write(samples):
    text = json.dumps({"about": "The sample photographs of the page; README.md beside this file says what each field means.",
                       "samples": samples}, indent=2, ensure_ascii=False)
    (HERE / "samples.json").write_text(text + "\n", encoding="utf-8")


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--measure":
        samples = json.loads((HERE / "samples.json").read_text(encoding="utf-8"))["samples"]
        model = measure.Model(Path(sys.argv[2]).read_bytes(), names())
        for sample in samples:
            sample["answer"] = measure.answer(model, Image.open(HERE / sample["file"]), sample)
        write(samples)
        print(measure.table(samples))
        problems = [problem for sample in samples for problem in measure.problems(sample)]
        sys.exit("\n".join(problems) if problems else 0)
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    samples, classes = [], names()
    for sample in SAMPLES:
        content = jpeg(picture(sample, sys.argv[1]))
        (HERE / f"{sample.id}.jpg").write_bytes(content)
        samples.append(described(sample, content, classes))
    write(samples)
    (HERE / "CREDITS.md").write_text(credits_page(samples), encoding="utf-8")


if __name__ == "__main__":
    main()
