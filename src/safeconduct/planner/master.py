"""The linear program over the routes found so far: least worst loss. HiGHS solves it, warm from round to round.

    minimise  k t + sum z_i   with  t + z_i >= sum over routes of odds x exposure_i,  sum odds = 1,  all >= 0

The sum of the k largest exposures is its own linear program (Ogryczak and Tamir 2003); the duals of the rows are
the chances that the adversary is at each site. Rows of sites that do not matter are not written down.
"""

from collections.abc import Mapping

import highspy
import numpy as np
from highspy._core import _Highs  # highspy.Highs prints a banner before it can be told not to

from .game import PPM

_EXACT = 1e-9
_ROWS_AT_ONCE = 30


class Master:
    """Routes are numbered in the order of `add`."""

    def __init__(self, picks: int) -> None:
        self._highs = _Highs()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("presolve", "off"),
            ("solver", "simplex"),
            ("primal_feasibility_tolerance", 1e-10),
            ("dual_feasibility_tolerance", 1e-10),
        ):
            self._highs.setOptionValue(option, value)
        self._picks = picks
        self._columns: list[int] = []  # route -> its column
        self._exposures: list[Mapping[int, int]] = []
        self._row: dict[int, int] = {}  # site -> its row
        none = np.array([], dtype=np.int32), np.array([], dtype=np.float64)
        self._highs.addRow(1.0, 1.0, 0, *none)
        self._highs.addCol(float(picks), 0.0, highspy.kHighsInf, 0, *none)
        self._count = 1
        self.odds: list[float] = []
        """One a route, after `solve`."""
        self.watched: dict[int, float] = {}
        """site -> chance that the adversary is there, after `solve`."""
        self.value = 1.0

    def add(self, exposure_ppm: Mapping[int, int]) -> None:
        """One more route in the restricted programme."""
        rows, values = [0], [1.0]
        for site, ppm in exposure_ppm.items():
            if site in self._row:
                rows.append(self._row[site])
                values.append(-ppm / PPM)
        self._highs.addCol(0.0, 0.0, highspy.kHighsInf, len(rows), np.array(rows, dtype=np.int32), np.array(values))
        self._columns.append(self._count)
        self._count += 1
        self._exposures.append(exposure_ppm)

    def solve(self) -> None:
        """Solve the restricted programme as it stands."""
        while True:
            self._highs.run()
            status = self._highs.getModelStatus()
            if status != highspy.HighsModelStatus.kOptimal:
                raise ArithmeticError(f"the linear program ended as {status}")  # it has always an optimum
            solution = self._highs.getSolution()
            columns = solution.col_value
            self.odds = [max(0.0, columns[column]) for column in self._columns]
            missing = self._missing(columns[0])
            if not missing:
                break
            for site in missing:
                self._write(site)
        duals = solution.row_dual
        self.watched = {site: duals[row] for site, row in self._row.items() if duals[row] > _EXACT}
        self.value = self._highs.getInfo().objective_function_value

    def _missing(self, threshold: float) -> list[int]:
        """Sites without a row that are met more than `threshold`, the worst first."""
        driven = [(odds, its) for odds, its in zip(self.odds, self._exposures, strict=True) if odds > 0 and its]
        if not driven:
            return []
        sites = np.concatenate([np.fromiter(its.keys(), dtype=np.int64) for _, its in driven])
        met = np.concatenate([odds * np.fromiter(its.values(), dtype=np.float64) for odds, its in driven])
        total = np.bincount(sites, weights=met)
        over = np.flatnonzero(total > (threshold + _EXACT) * PPM).tolist()
        ranked = sorted((-total[site], site) for site in over if site not in self._row)
        return [site for _, site in ranked[:_ROWS_AT_ONCE]]

    def _write(self, site: int) -> None:
        columns, values = [0], [1.0]
        for column, exposure in zip(self._columns, self._exposures, strict=True):
            if site in exposure:
                columns.append(column)
                values.append(-exposure[site] / PPM)
        self._highs.addRow(
            0.0, highspy.kHighsInf, len(columns), np.array(columns, dtype=np.int32), np.array(values)
        )
        self._row[site] = len(self._row) + 1
        if self._picks > 1:
            row = np.array([self._row[site]], dtype=np.int32)
            self._highs.addCol(1.0, 0.0, highspy.kHighsInf, 1, row, np.array([1.0]))
            self._count += 1
