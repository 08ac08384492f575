"""`make screenshots`: take the README's pictures from a running demonstration, so that they stay true.

Writes docs/images/*.png, each below 300 kB. Needs Chromium (CHROMIUM names it) and the developers' packages.
"""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs/images"
LARGEST = 300_000  # bytes
PASSWORD = "goldthread-demo"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@dataclass(frozen=True)
class Picture:
    """One picture: its file, who is signed in, where they are, what they do there first, and the size of the window."""

    name: str
    who: str
    address: str
    before: Callable[[Page], None] = lambda page: None
    width: int = 1280
    height: int = 860


def follow_first(selector: str) -> Callable[[Page], None]:
    """Return a step that opens the first link a selector finds in the main column."""

    def step(page: Page) -> None:
        address = page.locator(f"main {selector}").first.get_attribute("href")
        page.goto(address if address and address.startswith("http") else f"{origin_of(page)}{address}")

    return step


def origin_of(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


PICTURES_TO_TAKE = [
    Picture("home", "", "/"),
    Picture("briefing", "", "/briefings/", follow_first("a[href^='/briefings/']:not([href*='?']):not([href*='feed'])")),
    Picture("my-learning", "learner", "/my-learning/"),
    Picture("team", "manager", "/team/", height=1000),
    Picture("desk", "team", "/admin/"),
]


def sign_in(page: Page, origin: str, who: str) -> None:
    page.context.clear_cookies()
    if not who:
        return
    page.goto(f"{origin}/account/login/")
    page.get_by_label("Email").fill(f"{who}@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{origin}/my-learning/")


def save(shot: bytes, name: str) -> int:
    """Write a picture with as few colours as it takes to keep it below LARGEST; return its size in bytes."""
    picture = Image.open(BytesIO(shot)).convert("RGB")
    for colours in (256, 128, 64, 32):
        packed = BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
        if packed.tell() < LARGEST:
            break
    (PICTURES / f"{name}.png").write_bytes(packed.getvalue())
    return packed.tell()


def take(page: Page, origin: str, picture: Picture) -> int:
    page.set_viewport_size({"width": picture.width, "height": picture.height})
    sign_in(page, origin, picture.who)
    answer = page.goto(f"{origin}{picture.address}")
    if answer is None or not answer.ok:
        raise Error(f"{picture.address} answered {answer.status if answer else 'nothing'}")
    picture.before(page)
    page.wait_for_load_state("networkidle")
    return save(page.screenshot(animations="disabled"), picture.name)


def main() -> int:
    origin = sys.argv[1].rstrip("/")
    wanted = set(sys.argv[2:])
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("Chromium isn't installed (Debian, Ubuntu: sudo apt install chromium), so no pictures can be taken.")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_context(device_scale_factor=1).new_page()
        for picture in PICTURES_TO_TAKE:
            if wanted and picture.name not in wanted:
                continue
            try:
                print(f"docs/images/{picture.name}.png  {take(page, origin, picture) / 1000:.0f} kB")
            except Error as error:
                print(
                    f"{picture.name} can't be taken: {error.message.splitlines()[0]}. Does `make run` serve {origin}?"
                )
                return 1
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
