"""marks of the audit trail: by a key outside the database"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit_events", sa.Column("mark", sa.String(length=96), nullable=True))
    # What has been delivered is kept outside the database from now on.
    op.drop_column("audit_heads", "exported_at")
