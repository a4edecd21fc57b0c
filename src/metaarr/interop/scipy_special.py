"""Rules for the ufuncs of :mod:`scipy.special`, read when SciPy's module is imported.

Nearly all of them are functions of plain numbers: percent is converted, metres are refused, and angles are in radian.
The others are homogeneous (twice the operands, twice, four times … the result), or name the units they compute in. A
ufunc that is not listed is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import ModuleType
from typing import Any, Final

import numpy as np

from .._call import is_ours, kinds_of
from .._errors import UnsupportedError
from .._front import array
from .._register import register_ufunc
from .._units.kind import UNITS

_NUMBERS: Final = """
    airy airye bdtr bdtrc bdtri bdtrik bdtrin bei beip ber berp besselpoly beta betainc betaincc betainccinv betaincinv
    betaln binom boxcox boxcox1p btdtr btdtri btdtria btdtrib chdtr chdtrc chdtri chdtriv chndtr chndtridf chndtrinc
    chndtrix cosm1 dawsn digamma ellipe ellipeinc ellipk ellipkinc ellipkm1 entr erf erfc erfcinv erfcx erfi erfinv
    eval_chebyc eval_chebys eval_chebyt eval_chebyu eval_gegenbauer eval_genlaguerre eval_hermite eval_hermitenorm
    eval_jacobi eval_laguerre eval_legendre eval_sh_chebyt eval_sh_chebyu eval_sh_jacobi eval_sh_legendre exp1 exp10
    expi expit expn exprel fdtr fdtrc fdtri fdtridfd fresnel gamma gammainc gammaincc gammainccinv gammaincinv gammaln
    gammasgn gdtr gdtrc gdtria gdtrib gdtrix hankel1 hankel1e hankel2 hankel2e hyp0f1 hyp1f1 hyp2f1 hyperu i0 i0e i1 i1e
    inv_boxcox inv_boxcox1p it2i0k0 it2j0y0 it2struve0 itairy iti0k0 itj0y0 itmodstruve0 itstruve0 iv ive j0 j1 jn jv
    jve k0 k0e k1 k1e kei keip kelvin ker kerp kn kolmogi kolmogorov kv kve log_expit log_ndtr log_wright_bessel
    loggamma logit lpmv mathieu_a mathieu_b modfresnelm modfresnelp modstruve nbdtr nbdtrc nbdtri nbdtrik nbdtrin ncfdtr
    ncfdtri ncfdtridfd ncfdtridfn ncfdtrinc nctdtr nctdtridf nctdtrinc nctdtrit ndtr ndtri ndtri_exp nrdtrimn nrdtrisd
    obl_ang1 obl_ang1_cv obl_cv obl_rad1 obl_rad1_cv obl_rad2 obl_rad2_cv owens_t pbdv pbvv pbwa pdtr pdtrc pdtri pdtrik
    poch powm1 pro_ang1 pro_ang1_cv pro_cv pro_rad1 pro_rad1_cv pro_rad2 pro_rad2_cv psi rgamma shichi sici smirnov
    smirnovi spence sph_harm stdtr stdtridf stdtrit struve tklmbda wofz wright_bessel wrightomega y0 y1 yn yv yve zetac
    mathieu_modcem1 mathieu_modcem2 mathieu_modsem1 mathieu_modsem2
    _lambertw _riemann_zeta _zeta
"""
"""Functions of plain numbers. Those with an underscore are what a public function of that name calls."""

LIKE_NUMPY: Final[dict[str, np.ufunc]] = {
    "cbrt": np.cbrt,
    "exp2": np.exp2,
    "expm1": np.expm1,
    "log1p": np.log1p,
    "round": np.rint,
}
"""Functions that NumPy has too."""

# A table is read by its columns.
# fmt: off

DECLARED: Final[dict[str, tuple[Any, Any]]] = {
    "agm":           ("=A", "=A"),
    "cosdg":         ("degree", ""),
    "cotdg":         ("degree", ""),
    "sindg":         ("degree", ""),
    "tandg":         ("degree", ""),
    "ellipj":        ("", ("", "", "", "radian")),
    "elliprc":       ("=A", "=A**(-1/2)"),
    "elliprd":       ("=A", "=A**(-3/2)"),
    "elliprf":       ("=A", "=A**(-1/2)"),
    "elliprg":       ("=A", "=A**(1/2)"),
    "elliprj":       ("=A", "=A**(-3/2)"),
    "huber":         ("=A", "=A**2"),
    "kl_div":        ("=A", "=A"),
    "mathieu_cem":   (("", "", "degree"), ""),
    "mathieu_sem":   (("", "", "degree"), ""),
    "pseudo_huber":  ("=A", "=A**2"),
    "radian":        (("degree", "arcminute", "arcsecond"), "radian"),
    "rel_entr":      ("=A", "=A"),
    "voigt_profile": ("=A", "=A**-1"),
    "xlog1py":       (("=A", ""), "=A"),
    "xlogy":         (("=A", ""), "=A"),
}
"""Units of the operands and of the results, as :func:`metaarr.register` takes them."""

# fmt: on


def adapt(library: ModuleType) -> None:
    """Register the ufuncs that this SciPy has."""
    inner = getattr(library, "_ufuncs", None)
    rules: dict[str, tuple[Any, Any]] = dict.fromkeys(_NUMBERS.split(), ("", ""))
    rules |= {name: (twin, None) for name, twin in LIKE_NUMPY.items()}
    for name, (units, returns) in (rules | DECLARED).items():
        for ufunc in (getattr(library, name, None), getattr(inner, name, None)):
            if isinstance(ufunc, np.ufunc):
                register_ufunc(ufunc, units, returns, checked=False)
    several: Any = type(getattr(library, "sph_harm_y", None))
    if "_resolve_ufunc" in vars(several) and not hasattr(several.__call__, _ASKS):
        several.__call__ = _asking(several.__call__)


_ASKS: Final = "asks_metaarr"


def _asking(own: Callable[..., Any]) -> Callable[..., Any]:
    """Have functions of several ufuncs, such as spherical harmonics, take numbers and angles from arrays of ours.

    SciPy hands the bare buffers to its ufuncs, which read 90° as 90 radian.
    """

    @wraps(own)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not any(map(is_ours, (*args, *kwargs.values()))):
            return own(self, *args, **kwargs)
        result = own(self, *(_number(value) for value in args), **{name: _number(v) for name, v in kwargs.items()})
        if not any(UNITS in kinds_of(value) for value in (*args, *kwargs.values())):
            return result
        return tuple(map(_quantity, result)) if isinstance(result, tuple) else _quantity(result)

    setattr(call, _ASKS, True)
    return call


def _number(value: Any) -> Any:
    """Give numbers without a dimension, angles in radian; refuse what the result could not carry on."""
    if not is_ours(value):
        return value
    record = dict(zip(value._kinds, value._meta, strict=True))
    unit = record.pop(UNITS, None)
    lost = [kind.name for kind, meta in record.items() if not kind.is_neutral(meta)]
    if lost:
        raise UnsupportedError(
            f"this function of scipy.special would lose {', '.join(lost)}; pass .unlabeled or .filled(value)"
        )
    return np.asarray(value if unit is None else value.to(""))[()]


def _quantity(result: Any) -> Any:
    return array(result, "", copy=None)
