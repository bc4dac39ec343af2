"""The picture of the README: the chat page of a running Emma, after one question.

Run: `python docs/images/take.py http://localhost:8000`. Needs Debian's chromium; writes chat.png beside this file.
"""

from __future__ import annotations

import io
import math
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

QUESTION = "my receipt IOE0912345678 says case was received, when will i get it"
FILE = Path(__file__).parent / "chat.png"
SIZE = (1280, 860)  # pixels of the picture
SCALE = 0.86  # so that question, answer and offer are seen together
COLOURS = 128
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def main(base: str) -> None:
    """Ask, wait for the offer, photograph."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        width, height = (math.ceil(side / SCALE) for side in SIZE)
        page = browser.new_page(
            base_url=base, viewport={"width": width, "height": height}, device_scale_factor=SCALE,
            color_scheme="light", locale="en-US", reduced_motion="reduce",
        )  # fmt: skip
        page.goto("/chat?lang=en")
        page.locator("#text").fill(QUESTION)
        page.keyboard.press("Enter")
        page.locator("form.choices button").last.wait_for()
        page.evaluate("document.fonts.ready")
        page.evaluate("document.querySelector('li.visitor').scrollIntoView()")
        page.wait_for_timeout(500)
        picture = page.screenshot()
        browser.close()
    seen = Image.open(io.BytesIO(picture)).convert("RGB").crop((0, 0, *SIZE))
    seen.quantize(COLOURS, dither=Image.Dither.NONE).save(FILE, optimize=True)
    sys.stdout.write(f"{FILE.name}: {FILE.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"))
