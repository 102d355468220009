"""How many PSUs each stratum gets: in proportion to size by largest remainder, within bounds."""
from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from math import floor

from survey_app.sampling.refusals import Refused

LEAST = 2  # from fewer no variance between PSUs can be estimated


def allocate(total: int, sizes: Sequence[int], villages: Sequence[int]) -> list[int]:
    """PSUs of each stratum, adding up to `total`: at least 2 and at most its villages, else in proportion to its size.

    sizes: households, villages: PSUs there are, by stratum. Refused when the bounds leave no room for `total`.
    """
    low = [min(LEAST, count) for count in villages]
    if not sum(low) <= total <= sum(villages):
        raise Refused(
            f"expected from {sum(low)} PSUs (at least {LEAST} in each of {len(sizes)} strata) to {sum(villages)} (all villages); "
            f"came {total}. Change the number of PSUs, or take larger strata",
            f"Số thôn phải từ {sum(low)} (mỗi tầng ít nhất {LEAST}, có {len(sizes)} tầng) đến {sum(villages)} (tất cả các thôn), không thể là {total}. Hãy đổi số thôn, hoặc chọn tầng lớn hơn.",
        )
    return _largest_remainder(_bounded_quotas(total, sizes, low, villages), total)


def _bounded_quotas(total: int, sizes: Sequence[int], low: Sequence[int], high: Sequence[int]) -> list[Fraction]:
    """rate x size, held within bounds, with the one rate at which they add up to `total`."""
    def quotas(rate: Fraction) -> list[Fraction]:
        return [min(max(rate * size, Fraction(least)), Fraction(most)) for size, least, most in zip(sizes, low, high, strict=True)]

    # Between two rates at which some stratum meets a bound, the sum grows in a straight line.
    bends = sorted({Fraction(bound, size) for size, *bounds in zip(sizes, low, high, strict=True) for bound in bounds})
    after = bisect_left(bends, total, key=lambda rate: sum(quotas(rate)))
    if after == 0:
        return quotas(bends[0])
    before, upper = bends[after - 1], bends[after]
    here, there = sum(quotas(before)), sum(quotas(upper))
    return quotas(before + (upper - before) * (total - here) / (there - here))


def _largest_remainder(quotas: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers next to the quotas, adding up to `total`; equal remainders: the earlier stratum first."""
    whole = [floor(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda place: (whole[place] - quotas[place], place))
    for place in by_remainder[:total - sum(whole)]:
        whole[place] += 1
    return whole
