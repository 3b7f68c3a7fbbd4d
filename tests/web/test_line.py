"""The line of those who wait."""

import asyncio

from klimatsvar.web.gate.line import Line


def test_those_who_wait_are_told_their_place_as_it_changes() -> None:
    async def wait() -> list[int]:
        line = Line(at_once=1, most_waiting=2)
        first, second, third = line.join(), line.join(), line.join()
        assert line.full
        told = []
        async for place in line.places(third):
            told.append(place)
            line.leave(first if place == 2 else second)
        assert not line.full
        return told

    assert asyncio.run(wait()) == [2, 1]


def test_whoever_finds_room_does_not_wait() -> None:
    async def wait() -> list[int]:
        line = Line(at_once=2, most_waiting=0)
        line.join()
        return [place async for place in line.places(line.join())]

    assert asyncio.run(wait()) == []


def test_whoever_leaves_the_line_while_waiting_makes_room() -> None:
    async def wait() -> list[int]:
        line = Line(at_once=1, most_waiting=2)
        _, second, third = line.join(), line.join(), line.join()
        told = []
        async for place in line.places(third):
            told.append(place)
            if place == 1:
                break
            line.leave(second)
        return told

    assert asyncio.run(wait()) == [2, 1]
