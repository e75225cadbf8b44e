"""Who is punished, in the two party blocks of forms 28 and 29, and who can be asked."""

from __future__ import annotations

from templates.builder.blocks import gap
from templates.builder.ooxml import Xml, when
from templates.builder.tables import Field, field_lines


def party_lines() -> Xml:
    """Both party blocks of forms 28 and 29; a filled form prints only its own."""
    individual = field_lines(
        (
            Field("被处罚人：", "{{ party.name }}", 4),
            Field("性别：", "{{ party.sex }}", fixed=500),
            Field("年龄：", "{{ party.age }}", fixed=500),
            Field("身份证号：", "{{ party.id_number }}", fixed=2250),
        ),
        (
            Field("家庭住址：", "{{ party.address }}", 6),
            Field("邮政编码：", "{{ party.postcode }}", fixed=900),
            Field("联系电话：", "{{ party.phone }}", fixed=1400),
        ),
        (
            Field("所在单位：", "{{ party.employer }}", 3),
            Field("职务：", "{{ party.employer_title }}", fixed=900),
            Field("单位地址：", "{{ party.employer_address }}", 3),
        ),
    )
    organisation = field_lines(
        (Field("被处罚单位：", "{{ party.name }}"),),
        (
            Field("地址：", "{{ party.address }}"),
            Field("邮政编码：", "{{ party.postcode }}", fixed=1100),
        ),
        (
            Field("法定代表人（负责人）：", "{{ party.representative }}", 3),
            Field("职务：", "{{ party.representative_title }}", 2),
            Field("联系电话：", "{{ party.phone }}", fixed=1600),
        ),
    )
    return (
        when("party.kind != 'organisation'", individual)
        + when("not party.kind", gap(120))
        + when("party.kind != 'individual'", organisation)
    )


def contact_lines() -> Xml:
    """CONTACT: where the organ is found and whom to ask there."""
    return field_lines(
        (Field("应急管理部门地址：", "{{ contact.address }}"),),
        (
            Field("联系人：", "{{ contact.name }}", 2),
            Field("联系电话：", "{{ contact.phone }}", 2),
            Field("邮政编码：", "{{ contact.postcode }}", fixed=1000),
        ),
        keep_next=True,
    )
