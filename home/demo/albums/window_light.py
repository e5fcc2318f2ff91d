"""For members: light that windows throw; English title only."""

from datetime import date

from home.demo.kit import FUJI, GR_18, PORTRAIT, RICOH, SLIM, TALL, WIDE, XF_35, Shot, draw, photo, tags
from home.demo.model import DemoAlbum

PHOTOS = (
    photo(
        "six-panes",
        draw("window.on_wall", 118),
        PORTRAIT,
        ("六格", "下午三点二十到三点三十四分，每天一次。", "土色墙上的六格窗光"),
        (
            "Six Panes",
            "From 3:20 to 3:34 in the afternoon, once a day.",
            "Light of a six-pane window on an earth-coloured wall",
        ),
        Shot(FUJI, XF_35, 35, 5.6, "1/125", 200),
        "2025-11-02 15:24",
        "window, light and shadow, home",
    ),
    photo(
        "blinds",
        draw("window.on_wall", 18, wall="white", shape="blinds", rows=16, tilt=0.3, floor=1.0),
        WIDE,
        ("百叶", "周日早晨的五线谱。", "白墙上的百叶窗光影"),
        ("Blinds", "A stave for Sunday morning.", "Stripes of light through blinds on a white wall"),
        Shot(RICOH, GR_18, 18.3, 5.6, "1/250", 200),
        "2025-11-09 08:51",
        "window, light and shadow, pattern",
    ),
    photo(
        "garden-arch",
        draw("window.on_wall", 5, wall="pink", shape="arch", leaves=110, strength=0.95),
        SLIM,
        ("拱窗与桂树", "桂花的影子没有香味，但认得出来。", "粉墙上的拱窗光影与树叶影子"),
        (
            "Arch and Osmanthus",
            "The shadow has no scent, and yet one knows the tree.",
            "An arched window's light with leaf shadows on a pink wall",
        ),
        Shot(FUJI, XF_35, 35, 4, "1/200", 200),
        "2025-10-05 16:12",
        "window, light and shadow, leaf",
    ),
    photo(
        "curtain",
        draw("window.curtain", 4),
        TALL,
        ("窗帘后面", "醒来第一眼。", "晨光透过垂下的窗帘"),
        ("Behind the Curtain", "The first thing seen on waking.", "Morning light through a hanging curtain"),
        Shot(FUJI, XF_35, 35, 2.8, "1/60", 400),
        "2025-10-06 07:03",
        "window, home, minimal",
    ),
)

ALBUM = DemoAlbum(
    "window-light",
    "Window Light",
    "Window Light",
    "给注册读者的一小组：同一间屋子，四块会走路的光。不需要旅行，只需要在家。",
    "A small set for members: one flat, and four patches of light that walk. No travel "
    "required; only being home.",
    "上海",
    "Shanghai",
    date(2025, 10, 5),
    date(2025, 11, 9),
    "editor",
    "members",
    "web",
    "six-panes",
    tags("window, light and shadow, home"),
    PHOTOS,
)
