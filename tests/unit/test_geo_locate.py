"""The grid against shapely, and the laws of the projection and of lines."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct import geo
from tests.naive.locate import TURN, inside, unrolled

SIDE = 30_000  # e7: some 330 m, a few cells
LON0S = [249_000_000, 1_799_990_000, -1_799_995_000, 0]


def _wrap(lon: int) -> int:
    return (lon + TURN // 2) % TURN - TURN // 2


@st.composite
def outlines(draw: st.DrawFn, lat0: int, lon0: int) -> list[tuple[int, int]]:
    """A valid polygon: corners sorted round a centre, on a coarse lattice so that edges and corners are hit."""
    corner = st.tuples(st.integers(0, 12), st.integers(0, 12))
    points = draw(st.lists(corner, min_size=3, max_size=9, unique=True))
    hull = shapely.MultiPoint(points)
    if draw(st.booleans()):
        hull = hull.convex_hull
        ring = list(hull.exterior.coords)[:-1] if hull.geom_type == "Polygon" else []
    else:
        ring = sorted(points, key=lambda p: np.arctan2(p[1] - 6.3, p[0] - 6.1))
    if len(ring) < 3 or not shapely.Polygon(ring).is_valid or shapely.Polygon(ring).area == 0:
        ring = [(1, 1), (1, 11), (7, 5)]
    step = SIDE // 12
    return [(lat0 + int(y) * step, _wrap(lon0 + int(x) * step)) for x, y in ring]


@st.composite
def worlds(draw: st.DrawFn):
    lat0 = draw(st.sampled_from([601_700_000, -337_000_000, 899_900_000, 0]))
    lon0 = draw(st.sampled_from(LON0S))
    zones = [draw(outlines(lat0 + 7_000 * i, _wrap(lon0 + 5_000 * i))) for i in range(draw(st.integers(1, 4)))]
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    step = SIDE // 12
    lattice = rng.integers(-3, 20, (200, 2)) * step + rng.integers(-1, 2, (200, 2))
    lat = np.clip(lat0 + lattice[:, 0], -900_000_000, 900_000_000)
    lon = np.array([_wrap(int(lon0 + x)) for x in lattice[:, 1]], dtype=np.int64)
    return zones, lat.astype(np.int64), lon


@settings(max_examples=150, deadline=None)
@given(worlds(), st.sampled_from([20, 125, 5_000]))
def test_grid_equals_shapely(world, cell_m: int) -> None:
    zones, lat, lon = world
    pairs = geo.locate(geo.build([geo.polygon(zone) for zone in zones], cell_m), lat, lon)
    for number, zone in enumerate(zones):
        got = np.zeros(len(lat), dtype=bool)
        got[pairs.point[pairs.zone == number]] = True
        assert (got == inside(zone, (), lat, lon)).all()


def test_many_random_points_with_holes() -> None:
    rng = np.random.default_rng(7)
    for turn in range(20):
        angles = np.sort(rng.random(24)) * 2 * np.pi
        radius = rng.integers(200_000, 900_000, 24)
        zone = [
            (int(336_000_000 + r * np.sin(a)), _wrap(int(LON0S[turn % 4] + r * np.cos(a))))
            for a, r in zip(angles, radius, strict=True)
        ]
        hole = [
            (336_000_000 + y, _wrap(LON0S[turn % 4] + x)) for x, y in ((0, 0), (90_000, 10_000), (30_000, 80_000))
        ]
        if not shapely.Polygon(unrolled(zone), [unrolled(hole)]).is_valid:
            continue
        lat = rng.integers(335_000_000, 337_000_000, 20_000)
        lon = (LON0S[turn % 4] + rng.integers(-1_000_000, 1_000_000, 20_000) + TURN // 2) % TURN - TURN // 2
        lat = np.concatenate([lat, [y for y, _ in zone], [y for y, _ in hole]])  # every corner
        lon = np.concatenate([lon, [x for _, x in zone], [x for _, x in hole]])
        pairs = geo.locate(geo.build([geo.polygon(zone, [hole])]), lat, lon)
        got = np.zeros(len(lat), dtype=bool)
        got[pairs.point] = True
        assert (got == inside(zone, [hole], lat, lon)).all()


@pytest.mark.parametrize("pole", [1, -1])
def test_a_ring_round_the_world_contains_its_pole(pole: int) -> None:
    ring = [(pole * 700_000_000, _wrap(lon)) for lon in range(0, TURN, 400_000_000)]
    grid = geo.build([geo.polygon(ring)])
    lat = np.array([900_000_000, 800_000_000, 700_000_000, 699_999_999, -900_000_000]) * pole
    for lon in (0, 1_799_999_999, -1_800_000_000, 123_456_789):
        pairs = geo.locate(grid, lat, np.full(5, lon))
        assert pairs.point.tolist() == [0, 1, 2]


def test_near_edge_on_both_sides_and_holes_count() -> None:
    square = [(601_700_000, 249_000_000), (601_700_000, 249_100_000), (601_750_000, 249_100_000)]
    grid = geo.build([geo.polygon(square)])
    north, _ = geo.metres_per_e7(601_700_000)
    lat = 601_700_000 + np.array([-10, -9, 9, 11]) / float(north)
    lon = np.full(4, 249_050_000)
    pairs = geo.near_edge(grid, np.rint(lat).astype(np.int64), lon, np.array([9, 10, 10, 10]))
    assert pairs.point.tolist() == [1, 2]


def test_nothing_is_inside_no_zones() -> None:
    pairs = geo.locate(geo.build([]), np.array([0, 1]), np.array([0, 1]))
    assert len(pairs.point) == 0 and len(pairs.zone) == 0


def test_huge_zone_gets_larger_cells_and_stays_exact() -> None:
    zone = [(-800_000_000, -1_700_000_000), (-800_000_000, 0), (800_000_000, 0), (800_000_000, -1_700_000_000)]
    lat = np.array([0, 800_000_001, -800_000_000])
    lon = np.array([-850_000_000, -850_000_000, -1_700_000_000])
    assert geo.locate(geo.build([geo.polygon(zone)]), lat, lon).point.tolist() == [0, 2]


def test_line_distance_and_progress() -> None:
    line = geo.Line([(601_700_000, 249_000_000), (601_700_000, 249_100_000), (601_750_000, 249_100_000)])
    north, east = (float(x) for x in geo.metres_per_e7(601_700_000))
    lat = np.array([601_700_000 + round(50 / north), 601_725_000])
    distance, progress = line.along(lat, np.array([249_050_000, 249_100_000 + round(20 / east)]))
    assert distance == pytest.approx([50, 20], abs=0.05)
    assert progress == pytest.approx([50_000 * east, 100_000 * east + 25_000 * north], rel=1e-4)


def test_line_of_one_place() -> None:
    distance, progress = geo.Line([(0, 0)]).along(np.array([0]), np.array([0]))
    assert distance.tolist() == [0.0] and progress.tolist() == [0.0]


@given(st.integers(-850_000_000, 850_000_000), st.integers(-1_800_000_000, 1_799_999_999))
def test_frame_there_and_back(lat0: int, lon0: int) -> None:
    frame = geo.Frame(lat0, lon0)
    lat = np.array([lat0 + 12_345, lat0 - 9])
    lon = np.array([_wrap(lon0 + 54_321), _wrap(lon0 - 7)])
    back = frame.to_e7(*frame.to_m(lat, lon))
    assert (back[0] == lat).all() and (back[1] == lon).all()


@given(st.integers(-800_000_000, 800_000_000))
def test_projection_agrees_with_the_sphere(lat0: int) -> None:
    frame = geo.Frame(lat0, 0)
    x, y = frame.to_m(np.array([lat0 + 50_000]), np.array([70_000]))
    assert np.hypot(x, y)[0] == pytest.approx(geo.distance_m(lat0, 0, lat0 + 50_000, 70_000), rel=0.008)


def test_enclosing_across_the_date_line() -> None:
    def box(size: int) -> geo.Polygon:
        return geo.polygon(
            [(y * size, _wrap(1_800_000_000 + x * size)) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        )

    assert geo.enclosing([box(1_000), box(3_000), box(2_000)]) == [(1, 2), (), (1,)]
