"""What the demo's people say below the albums, like and follow. Answers stand below what they answer."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Said:
    """A comment by its author, and the answers to it."""

    who: str
    text: str
    liked_by: tuple[str, ...] = ()
    answers: tuple["Said", ...] = field(default=())


TALK: dict[str, tuple[Said, ...]] = {
    "twenty-four-hours-of-sea": (
        Said(
            "maya",
            "The hour before the rain is the one I would hang on a wall. How long was the exposure, @lin?",
            ("lin", "chen"),
            (
                Said(
                    "lin",
                    "**8 秒**，低感，没有用滤镜。风很大，我用背包压住了三脚架。",
                    ("maya",),
                    (
                        Said("maya", "Eight seconds in that wind! Thank you.", ("lin",)),
                        Said("chen", "背包压三脚架这一招我也学会了。"),
                    ),
                ),
                Said("editor", "排序上我会把它放在第一张：先有风，再有光。", ("lin",)),
            ),
        ),
        Said("chen", "从黎明到深夜只有一片海，越看越安静。", ("editor", "maya")),
    ),
    "ridges-of-light": (
        Said(
            "editor",
            "层次是靠等来的。\n\n> 天亮前后的四十分钟\n\n这句话可以当作整组的标题。",
            ("lin", "maya"),
            (Said("lin", "等的时候一直在喝姜茶。"),),
        ),
        Said("maya", "I counted *seven* ridges in the third picture. Did I miss one?"),
    ),
    "facades-and-stairs": (
        Said("lin", "楼梯的线条像山脊。原来我们拍的是同一样东西。", ("chen",)),
        Said(
            "maya",
            "Which building is the one with the red stairs?",
            (),
            (Said("chen", "深圳的一所小学，周末开放。"),),
        ),
    ),
    "still-life-works": (Said("maya", "The light on the glass is so quiet that I held my breath.", ("editor",)),),
}  # fmt: skip
LIKED: dict[str, tuple[str, ...]] = {
    "twenty-four-hours-of-sea": ("maya", "chen", "editor"),
    "ridges-of-light": ("maya", "editor"),
    "facades-and-stairs": ("lin", "maya"),
    "still-life-works": ("maya",),
    "under-the-aurora": ("maya", "lin"),
}
FOLLOWS: dict[str, tuple[str, ...]] = {
    "maya": ("lin", "chen"),
    "lin": ("chen",),
    "chen": ("lin",),
    "editor": ("lin", "chen"),
}
