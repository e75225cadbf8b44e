"""Legal limits that a schema cannot say, by the name under which a form's `form.toml` lists them.

A broken limit is a fault. A rule that has exceptions, or that hangs on what the form does not
hold, gives a fault with `warning` set, which the caller may acknowledge.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from docsvc.forms.checks import fines, order, terms
from docsvc.forms.checks.check import Check

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "begun_and_ended": order.BEGUN_AND_ENDED,
        "planned_days": order.PLANNED_DAYS,
        "case_days": order.CASE_DAYS,
        "supply_days": order.SUPPLY_DAYS,
        "fine_days": order.FINE_DAYS,
        "rectification_ahead": order.Ahead("/groups/*/deadline", "整改期限"),
        "seizure_ahead": order.Ahead("/ends", "查封扣押的截止日"),
        "extension_ahead": order.Ahead("/until", "延长后的截止日"),
        "power_cut_ahead": order.Ahead("/stops_at", "停止供应的时间"),
        "restoring_ahead": order.Ahead("/restores_at", "恢复供应的时间"),
        "inquiry_ahead": order.Ahead("/appear_at", "接受询问的时间"),
        "decision_ahead": order.Ahead("/decision_on", "接受处理决定的日期"),
        "appraisal_ahead": order.Ahead("/due", "提交鉴定结果的期限"),
        "deferral_ahead": order.Ahead("/plan/deferred_to", "延长后的缴纳期限"),
        "instalment_ahead": order.Ahead("/plan/due", "本期缴纳期限"),
        "demand_ahead": order.Ahead("/demand/due", "缴纳期限"),
        "spot_penalty_limit": fines.spot_penalty_limit,
        "late_fine_ceiling": fines.late_fine_ceiling,
        "late_fine_rate": fines.late_fine_rate,
        "demand_total": fines.demand_total,
        "instalments": fines.instalments,
        "payment_term": fines.payment_term,
        "seizure_period": terms.seizure_period,
        "seizure_extension": terms.seizure_extension,
        "preservation_notice": terms.preservation_notice,
        "preservation_decision": terms.preservation_decision,
        "hearing_notice": terms.hearing_notice,
        "power_cut_notice": terms.power_cut_notice,
        "electronic_service": terms.electronic_service,
    }
)
