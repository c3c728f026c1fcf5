"""titles for guests: where the host says so, and for no meeting that was made before"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meetings", sa.Column("show_title", sa.Boolean(), nullable=False, server_default=sa.false()))
