"""Moving the blocks of a tree about: up and down, deeper and less deep, out, and new ones in.

Every function answers the tree as it then is and where the block then stands, or None where that cannot be. Nothing is
lost but what is removed, and a tree that could print still can: `blocks.validate` has the last word on each answer.

A block that goes deeper hangs under the one before it and becomes what may stand there (khoản → điểm → gạch đầu dòng).
One that comes out stands after its parent and becomes what its parent is; what followed it under that parent hangs
under it from then on, so that the order in which the text is read stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from reports.blocks import (
    Annex,
    Block,
    BlockError,
    Blocks,
    Clause,
    Dash,
    Path,
    Point,
    Section,
    SubNumber,
    children_of,
    from_json,
    may_stand,
    to_json,
)
from reports.trees import replaced, with_children

_DEEPER: dict[type[Block], tuple[type[Block], ...]] = {
    Section: (Section, Clause, Point),
    Clause: (Clause, Point, Dash),
    SubNumber: (SubNumber, Point, Dash),
    Point: (Point, Dash),
}


class Arrangement(StrEnum):
    """What can be done with the place of a block."""

    UP = "up"
    DOWN = "down"
    DEEPER = "deeper"
    OUT = "out"
    REMOVE = "remove"


@dataclass(frozen=True)
class Arranged:
    """The tree after it was arranged, and where the block then stands (where it stood, for one that was removed)."""

    blocks: Blocks
    path: Path


def arranged(blocks: Blocks, path: Path, act: Arrangement) -> Arranged | None:
    """The tree with one block arranged; None where that cannot be. Raises BlockError for no such place."""
    block_at(blocks, path)
    return next((each for each in _WAYS[act](blocks, path) if _can_print(each.blocks)), None)


def possible(blocks: Blocks, path: Path) -> list[Arrangement]:
    """What can be done with a block where it stands."""
    return [act for act in Arrangement if arranged(blocks, path, act)]


def inserted(blocks: Blocks, path: Path, new: Blocks) -> Arranged | None:
    """New blocks right after a block as the text is read: under it where it heads something, else beside it.

    Where they may not stand there, after the nearest of its parents beside which they may.
    """
    block = block_at(blocks, path)
    if _is_heading(block) and all(may_stand(type(each), type(block)) for each in new):
        inside = with_children(block, (*new, *children_of(block)))
        made = Arranged(replaced(blocks, path, (inside,)), (*path, 0))
        if _can_print(made.blocks):
            return made
    for depth in range(len(path), 0, -1):
        beside = path[:depth]
        made = Arranged(replaced(blocks, beside, (block_at(blocks, beside), *new)), _next(beside))
        if _can_print(made.blocks):
            return made
    return None


def block_at(blocks: Blocks, path: Path) -> Block:
    """The block at a path. Raises BlockError where none stands."""
    siblings, found = blocks, None
    for index in path:
        if not 0 <= index < len(siblings):
            raise BlockError(path, "no such place")
        found = siblings[index]
        siblings = children_of(found)
    if found is None:
        raise BlockError(path, "no such place")
    return found


# --- Ways -----------------------------------------------------------------------------------------


def _up(blocks: Blocks, path: Path) -> Iterator[Arranged]:
    """Before the one before it; the first under a parent goes to the end of what stands before the parent."""
    if path[-1]:
        yield _swapped(blocks, _before(path), path)
    elif len(path) > 1 and path[-2]:
        block, other = block_at(blocks, path), _before(path[:-1])
        host = block_at(blocks, other)
        if may_stand_in(block, host):
            moved = with_children(host, (*children_of(host), block))
            yield Arranged(replaced(replaced(blocks, path, ()), other, (moved,)), (*other, len(children_of(host))))


def _down(blocks: Blocks, path: Path) -> Iterator[Arranged]:
    """After the one after it; the last under a parent goes to the beginning of what stands after the parent."""
    if path[-1] + 1 < len(_siblings(blocks, path)):
        made = _swapped(blocks, path, _next(path))
        yield Arranged(made.blocks, _next(path))
    elif len(path) > 1 and path[-2] + 1 < len(_siblings(blocks, path[:-1])):
        block, other = block_at(blocks, path), _next(path[:-1])
        host = block_at(blocks, other)
        if may_stand_in(block, host):
            moved = with_children(host, (block, *children_of(host)))
            yield Arranged(replaced(replaced(blocks, path, ()), other, (moved,)), (*other, 0))


def _deeper(blocks: Blocks, path: Path) -> Iterator[Arranged]:
    if not path[-1]:
        return
    other = _before(path)
    host = block_at(blocks, other)
    block = _fitted(block_at(blocks, path), type(host)) if _holds(host) else None
    if block is not None:
        moved = with_children(host, (*children_of(host), block))
        yield Arranged(replaced(replaced(blocks, path, ()), other, (moved,)), (*other, len(children_of(host))))


def _out(blocks: Blocks, path: Path) -> Iterator[Arranged]:
    if len(path) < 2:
        return
    above, index = path[:-1], path[-1]
    parent, block = block_at(blocks, above), block_at(blocks, path)
    before, after = children_of(parent)[:index], children_of(parent)[index + 1 :]
    for kind in dict.fromkeys((type(parent), type(block))):
        turned = _turned(block, kind)
        if turned is not None and (whole := _with_more(turned, after)) is not None:
            yield Arranged(replaced(blocks, above, (with_children(parent, before), whole)), _next(above))


def _remove(blocks: Blocks, path: Path) -> Iterator[Arranged]:
    if len(blocks) > 1 or len(path) > 1:
        yield Arranged(replaced(blocks, path, ()), path)


_WAYS: dict[Arrangement, Callable[[Blocks, Path], Iterator[Arranged]]] = {
    Arrangement.UP: _up,
    Arrangement.DOWN: _down,
    Arrangement.DEEPER: _deeper,
    Arrangement.OUT: _out,
    Arrangement.REMOVE: _remove,
}


# --- Kinds ----------------------------------------------------------------------------------------


def _turned(block: Block, kind: type[Block]) -> Block | None:
    """The block as another kind that says the same, its children as they are; None where something would be lost."""
    if type(block) is kind:
        return block
    if not isinstance(block, Section | Clause | SubNumber | Point | Dash):
        return None
    title = "" if isinstance(block, Dash) else block.title
    content = () if isinstance(block, Section) else block.content
    if kind is Section and title and not content:
        return Section(title, block.children)
    if kind is Dash and content and not title:
        return Dash(content, block.children)
    for each in (Clause, SubNumber, Point):
        if kind is each:
            return each(content, title, block.children)
    return None


def _fitted(block: Block, parent: type[Block]) -> Block | None:
    """The block as what may stand in a parent of this kind, all below it likewise; None where nothing may."""
    for kind in _DEEPER.get(type(block), (type(block),)):
        turned = _turned(block, kind) if may_stand(kind, parent) else None
        if turned is None:
            continue
        children = [_fitted(child, kind) for child in children_of(turned)]
        kept = tuple(child for child in children if child is not None)
        if len(kept) == len(children):
            return with_children(turned, kept) if kept else turned
    return None


def _with_more(block: Block, more: Blocks) -> Block | None:
    """The block with more under it; None where they may not stand there."""
    if not _holds(block):
        return None if more else block
    fitted = [_fitted(child, type(block)) for child in (*children_of(block), *more)]
    kept = tuple(child for child in fitted if child is not None)
    return with_children(block, kept) if len(kept) == len(fitted) else None


# --- Places ---------------------------------------------------------------------------------------


def may_stand_in(block: Block, host: Block) -> bool:
    """Whether a block, as it is, may be put under another."""
    return _holds(host) and may_stand(type(block), type(host))


def _holds(block: Block) -> bool:
    return isinstance(block, Section | Clause | SubNumber | Point | Dash | Annex)


def _is_heading(block: Block) -> bool:
    return _holds(block) and bool(children_of(block) or getattr(block, "title", ""))


def _siblings(blocks: Blocks, path: Path) -> Blocks:
    return children_of(block_at(blocks, path[:-1])) if len(path) > 1 else blocks


def _swapped(blocks: Blocks, first: Path, second: Path) -> Arranged:
    """Two neighbours in each other's place; answers where the second then stands."""
    one, two = block_at(blocks, first), block_at(blocks, second)
    return Arranged(replaced(replaced(blocks, first, (two,)), second, (one,)), first)


def _before(path: Path) -> Path:
    return (*path[:-1], path[-1] - 1)


def _next(path: Path) -> Path:
    return (*path[:-1], path[-1] + 1)


def _can_print(blocks: Blocks) -> bool:
    try:
        return bool(from_json(to_json(blocks)))
    except BlockError:
        return False
