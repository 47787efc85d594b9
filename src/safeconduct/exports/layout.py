"""The layout of a sheet, in Typst. It reads the content and holds no word of its own."""

from typing import Final

SHEET: Final = r"""
#let sheet = json(bytes(sys.inputs.content))
#let small = sheet.paper == "a6"
// Latin words and digits of an Urdu line stay in Noto Sans: beside Nastaliq its own are hard to read.
#let faces = (
  (name: "Noto Nastaliq Urdu", covers: regex("[\u{0600}-\u{06ff}\u{0750}-\u{077f}\u{200c}\u{200d}]")),
  "Noto Sans", "Noto Sans S Chinese",
)
#let faces_of(lang) = if lang == "ur" { faces } else { faces.slice(1) + faces.slice(0, 1) }
#let leadings = (en: 0.65em, zh: 0.8em, ur: if small { 1.3em } else { 1.5em })
#let spoken(lang, body) = {
  set text(lang: lang, font: faces_of(lang), dir: if lang == "ur" { rtl } else { ltr })
  set par(leading: leadings.at(lang))
  body
}
#let ltr_box(body) = box({ set text(dir: ltr); body })
#let grey = luma(35%)
#let rule = 0.5pt + luma(75%)

#set document(title: sheet.title, date: none)
#set page(
  paper: sheet.paper,
  margin: if small { (x: 9mm, top: 15mm, bottom: 14mm) } else { (x: 20mm, top: 25mm, bottom: 22mm) },
  header: {
    set text(size: 0.8em, fill: grey)
    grid(columns: (1fr, auto), gutter: 1em, sheet.title, strong(sheet.mark))
    line(length: 100%, stroke: rule)
  },
  footer: {
    set text(size: 0.75em, fill: grey)
    line(length: 100%, stroke: rule)
    grid(columns: (1fr, auto), gutter: 1em, sheet.foot, ltr_box(context counter(page).display("1 / 1", both: true)))
  },
)
#set text(
  size: if small { 7.5pt } else { 10pt }, lang: sheet.lang, font: faces_of(sheet.lang),
  dir: if sheet.lang == "ur" { rtl } else { ltr },
)
#set par(leading: leadings.at(sheet.lang), spacing: leadings.at(sheet.lang) + 0.45em)
#show heading: set text(size: 1.1em)
#show heading: set block(above: 1.8em, below: 0.9em, sticky: true)
// A digest, or a word without end, breaks anywhere rather than run off the paper.
#show regex("[^\s]{30,}"): it => it.text.clusters().join(sym.zws)
// Beside Arabic letters the parts of a date, a place or a telephone number would change places: 2026-06-01 would
// read as 01-06-2026, and latitude as longitude.
#let position = "-?[0-9]+[.][0-9]+, -?[0-9]+[.][0-9]+"
#let date = "[0-9]+([-:.,/][0-9]+)+( [0-9]+([:.][0-9]+)+)?( UTC)?"
#let telephone = "[+]?[0-9]+( [0-9]+){1,6}"
#show regex(position + "|" + date + "|" + telephone): it => ltr_box(it)

#let named(name) = box(width: if small { 20mm } else { 37mm }, text(fill: grey, name))
#let gap = if sheet.lang == "ur" { 0.9em } else { 0.5em }
#let module = if small { 0.55mm } else { 0.8mm }
// White beneath and around it, whatever the paper; for screen readers the text beside it says the same.
#let code(rows) = pdf.artifact(block(fill: white, width: module * rows.len(), height: module * rows.len(), {
  for (y, row) in rows.enumerate() {
    for run in row.matches(regex("1+")) {
      place(top + left, dx: module * run.start, dy: module * y,
        rect(width: module * (run.end - run.start) + 0.005mm, height: module + 0.005mm, fill: black))
    }
  }
}))
#let blocks = (
  code: it => block(above: 0.2em, below: 0.2em, width: 100%,
    align(center, { set text(dir: ltr); code(it.modules) })),
  head: it => heading(level: 1, it.text),
  said: it => spoken(if it.lang == none { sheet.lang } else { it.lang }, it.lines.map(par).join()),
  facts: it => grid(
    columns: (auto, 1fr), column-gutter: 1.2em, row-gutter: leadings.at(sheet.lang) + 0.25em,
    ..it.rows.map(((name, value)) => (named(name), value)).flatten(),
  ),
  copy: it => {
    // Line by line as it was released; an empty line is wider than other gaps: it is told from paper.
    set par(spacing: leadings.at(sheet.lang))
    for line in it.lines { if line == "" { v(leadings.at(sheet.lang) + 2.6em) } else { par(line) } }
    // Letters of Urdu lie in a PDF in pieces that no program puts together again: the text lies beside them too.
    pdf.attach("copy.txt", bytes(it.lines.join("\n") + "\n"), relationship: "alternative",
      mime-type: "text/plain", description: sheet.title)
  },
  table: it => table(
    columns: it.columns.len(), stroke: (x, y) => (bottom: rule), inset: (x: 0.4em, y: gap), align: start,
    table.header(..it.columns.map(name => text(fill: grey, weight: "bold", name))),
    ..it.rows.flatten(),
  ),
  warned: it => block(width: 100%, stroke: 1pt + black, inset: (x: 1em, bottom: 1em, top: 1em + gap - 0.5em), {
    heading(level: 1, outlined: false, it.title)
    list(..it.lines, spacing: leadings.at(sheet.lang) + 0.3em)
  }),
)

#block(inset: (top: if sheet.lang == "ur" { 0.8em } else { 0em }),
  below: if sheet.lang == "ur" { if small { 2.1em } else { 2.6em } } else { 1.6em },
  text(size: 1.7em, weight: "bold", title()))
#for it in sheet.blocks { (blocks.at(it.kind))(it) }
"""
