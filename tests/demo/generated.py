"""The generated answers, made once for all tests of the demo."""
from demo.households import HH_2023, HH_2024, paper_forms
from demo.visitors import visits

FORMS = {wave.year: paper_forms(wave) for wave in (HH_2023, HH_2024)}
VISITS = visits()
