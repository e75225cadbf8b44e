"""Makes every form's `template.docx` from one short module per form.

`blocks` and `tables` hold the parts that the forms share, `ooxml` and `package` the file format,
`forms` one module per paper. A template is never edited by hand: change its module, or the name,
code or copies line in its `form.toml`, and run `python -m templates.builder`.
"""

from __future__ import annotations
