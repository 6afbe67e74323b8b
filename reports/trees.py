"""Changing one place of a block tree; the tree itself is immutable."""

from __future__ import annotations

from dataclasses import replace

from reports.blocks import Annex, Block, BlockError, Blocks, Clause, Dash, Path, Point, Section, SubNumber

Titled = Annex | Section | Clause | SubNumber | Point


def replaced(blocks: Blocks, path: Path, new: Blocks) -> Blocks:
    """The tree with the block at `path` replaced by `new` (none removes it). Raises BlockError for no such place."""
    index, *deeper = path
    if not 0 <= index < len(blocks):
        raise BlockError(path, "no such place")
    if not deeper:
        return (*blocks[:index], *new, *blocks[index + 1 :])
    parent = blocks[index]
    if not isinstance(parent, Titled | Dash):
        raise BlockError(path, "no such place")
    children = replaced(parent.children, tuple(deeper), new)
    return (*blocks[:index], replace(parent, children=children), *blocks[index + 1 :])


def with_title(block: Block, title: str) -> Block:
    """The block under another title."""
    assert isinstance(block, Titled)
    return replace(block, title=title)


def with_children(block: Block, children: Blocks) -> Block:
    """The block with these blocks under it."""
    assert isinstance(block, Titled | Dash)
    return replace(block, children=children)
