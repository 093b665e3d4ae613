"""Rows of a difference as lines of one view or of two."""

from virtgui.models.diff_lines import Tint, fold_words, side_lines, unified_lines
from virtgui.models.text_diff import TextDiff

DIFF = TextDiff("a\nb 1\nc 1\nd\n", "a\nb 2\nc 2\nx y z\nd\n")


def test_a_run_of_changes_shows_the_old_lines_first():
    lines = unified_lines(DIFF.rows)
    assert [line.sign + line.text for line in lines] == [
        "a", "−b 1", "−c 1", "+b 2", "+c 2", "+x y z", "d",
    ]  # fmt: skip
    assert [n for n, line in enumerate(lines) if line.is_first] == [1]
    assert [(line.old, line.new) for line in lines][:4] == [(1, 1), (2, None), (3, None), (None, 2)]
    assert (lines[-1].old, lines[-1].new) == (4, 5)


def test_sides_stand_beside_each_other():
    left, right = side_lines(DIFF.rows)
    assert [line.text for line in left] == ["a", "b 1", "c 1", "", "d"]
    assert [line.text for line in right] == ["a", "b 2", "c 2", "x y z", "d"]
    assert left[3].tint is Tint.FILLER
    assert left[1].parts == right[1].parts == ((2, 1),)
    assert (left[4].old, left[4].new, right[4].new) == (4, None, 5)


def test_folds_say_how_much_they_hide():
    old = "".join(f"{n}\n" for n in range(20))
    (fold,) = [
        line
        for line in unified_lines(TextDiff(old, old + "x\n").folded())
        if line.tint is Tint.FOLD
    ]
    assert fold.text == fold_words(17)
    assert "17" in fold.text
    assert fold.fold == 1
