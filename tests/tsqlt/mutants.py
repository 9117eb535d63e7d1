"""Mistakes that somebody could make in a procedure, each one edit of its text, and the test that notices."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .runner import ROOT, Case


@dataclass(frozen=True)
class Mutant:
    """`old` becomes `new` in the script of a procedure; the tests of `test_class` are run against it.

    caught_by: the sentence of the first of these tests that notices.
    """

    mistake: str
    script: str
    old: str
    new: str
    test_class: str
    caught_by: str

    @property
    def expected(self) -> Case:
        """The test procedure that notices."""
        return Case(self.test_class, f"test that {self.caught_by}")

    def original(self) -> str:
        """The procedure as it is."""
        return (ROOT / Path(self.script)).read_text()

    def mutated(self) -> str:
        """The procedure with the mistake; the edit must fit in exactly one place."""
        text = self.original()
        assert text.count(self.old) == 1, (self.mistake, text.count(self.old))
        return text.replace(self.old, self.new)


MUTANTS = (
    Mutant(
        "a column left out of an UPDATE",
        "procs/results/dbo.usp_WriteHealthTimeline.sql",
        "                    IsAlarm        = s.IsAlarm,\n                    TopSensor      = s.TopSensor\n",
        "                    IsAlarm        = s.IsAlarm\n",
        "test_usp_WriteHealthTimeline",
        "every column of a changed row is updated",
    ),
    Mutant(
        "two columns of an INSERT swapped",
        "procs/results/dbo.usp_WriteSensorExpected.sql",
        "                    s.ActualValue,\n"
        "                    s.ExpectedValue,\n                    s.ResidualZ\n                );",
        "                    s.ExpectedValue,\n"
        "                    s.ActualValue,\n                    s.ResidualZ\n                );",
        "test_usp_WriteSensorExpected",
        "rows are stored as they were given",
    ),
    Mutant(
        "the delete of rows no longer sent reaches other runs",
        "procs/results/dbo.usp_WriteDriftSeries.sql",
        "        AND   t.RunID = @RunID\n        AND   NOT EXISTS",
        "        AND   NOT EXISTS",
        "test_usp_WriteDriftSeries",
        "the rows of another run of the window stay",
    ),
    Mutant(
        "the delete of rows no longer sent forgotten",
        "procs/results/dbo.usp_WriteEpisodes.sql",
        "        WHERE t.RunID = @RunID\n"
        "        AND   NOT EXISTS (SELECT 1 FROM @Rows AS s WHERE s.EpisodeID = t.EpisodeID);",
        "        WHERE t.RunID = @RunID\n        AND   1 = 0;",
        "test_usp_WriteEpisodes",
        "a row that is no longer sent is deleted",
    ),
    Mutant(
        "the end of the window taken in",
        "procs/results/dbo.usp_WriteRegimeTimeline.sql",
        "OR    CAST(s.Timestamp AS datetime2(3)) >= @WindowEnd",
        "OR    CAST(s.Timestamp AS datetime2(3)) > @WindowEnd",
        "test_usp_WriteRegimeTimeline",
        "the end of the window is outside",
    ),
    Mutant(
        "a replay writes what is stored already",
        "procs/results/dbo.usp_WriteScoresWide.sql",
        "WHEN MATCHED AND EXISTS",
        "WHEN MATCHED AND 1 = 1 OR EXISTS",
        "test_usp_WriteScoresWide",
        "a replay changes nothing",
    ),
    Mutant(
        "the watermark not moved",
        "procs/batches/dbo.usp_AdvanceBatch.sql",
        "                p.ClaimedWindowEnd,\n                p.LastBatchEndTime\n",
        "                p.LastBatchEndTime,\n                p.LastBatchEndTime\n",
        "test_usp_AdvanceBatch",
        "OK moves the watermark to the end of the window",
    ),
    Mutant(
        "a window parked one failure too late",
        "procs/batches/dbo.usp_AdvanceBatch.sql",
        "p.FailedAttempts + 1 >= @ParkAfter",
        "p.FailedAttempts >= @ParkAfter",
        "test_usp_AdvanceBatch",
        "the tenth failure in a row parks the window",
    ),
    Mutant(
        "a first training parked",
        "procs/batches/dbo.usp_AdvanceBatch.sql",
        "            AND   p.ClaimedStage = 'SCORE'\n",
        "",
        "test_usp_AdvanceBatch",
        "a first training is never parked",
    ),
    Mutant(
        "a window asked for by name parked",
        "procs/batches/dbo.usp_AdvanceBatch.sql",
        "            AND   p.ClaimAdvances = 1\n",
        "",
        "test_usp_AdvanceBatch",
        "a window asked for by name is never parked and counts nothing",
    ),
    Mutant(
        "the setting for all before that of the machine",
        "procs/batches/dbo.usp_AdvanceBatch.sql",
        "                c.EquipID DESC;",
        "                c.EquipID;",
        "test_usp_AdvanceBatch",
        "the setting of the machine goes before that for all",
    ),
    Mutant(
        "a failure moves the watermark",
        "procs/batches/dbo.usp_AdvanceBatch.sql",
        "p.ClaimAdvances = 1 AND (@Outcome <> 'FAIL' OR @IsParked = 1)",
        "p.ClaimAdvances = 1",
        "test_usp_AdvanceBatch",
        "FAIL counts and keeps the watermark",
    ),
    Mutant(
        "a sign swapped: the wait lies in the past",
        "procs/batches/dbo.usp_AdvanceBatch.sql",
        "DATEADD(SECOND, 15 * POWER",
        "DATEADD(SECOND, -15 * POWER",
        "test_usp_AdvanceBatch",
        "the first failure waits fifteen seconds",
    ),
    Mutant(
        "the token of the lease not compared",
        "procs/runs/dbo.usp_LockLease.sql",
        "IF @HeldBy IS NULL OR @HeldBy <> @LeaseToken",
        "IF @HeldBy IS NULL",
        "test_usp_LockLease",
        "a lease that another holds is lost",
    ),
    Mutant(
        "the lease not checked at the end of a run",
        "procs/runs/dbo.usp_FinalizeRun.sql",
        "        IF @IsReplay = 0\n            EXECUTE dbo.usp_LockLease\n"
        "                @EquipID    = @EquipID,\n"
        "                @LeaseToken = @LeaseToken,\n                @Advances   = @Advances OUTPUT;",
        "        SELECT @Advances = p.ClaimAdvances\n        FROM dbo.ACM_BatchProgress AS p\n"
        "        WHERE p.EquipID = @EquipID;",
        "test_usp_FinalizeRun",
        "a worker whose lease went to another is refused",
    ),
    Mutant(
        "a commit too early",
        "procs/runs/dbo.usp_FinalizeRun.sql",
        "            EXECUTE dbo.usp_WriteHealthTimeline @RunID",
        "            IF @OwnsTransaction = 1\n            BEGIN\n                COMMIT TRANSACTION;\n"
        "                BEGIN TRANSACTION;\n            END;\n\n"
        "            EXECUTE dbo.usp_WriteHealthTimeline @RunID",
        "test_usp_FinalizeRun",
        "an error in the last table leaves nothing of the first",
    ),
    Mutant(
        "an error swallowed",
        "procs/runs/dbo.usp_FinalizeRun.sql",
        "            ROLLBACK TRANSACTION;\n\n        THROW;",
        "            ROLLBACK TRANSACTION;",
        "test_usp_FinalizeRun",
        "the token of another worker is refused",
    ),
    Mutant(
        "an ended run ended again",
        "procs/runs/dbo.usp_FinalizeRun.sql",
        "        IF @Stored <> 'RUNNING'\n            SET @IsReplay = 1;",
        "        IF @Stored = 'FAIL'\n            SET @IsReplay = 1;",
        "test_usp_FinalizeRun",
        "a repeated call finds the run ended and changes nothing",
    ),
    Mutant(
        "a run taken over with the rows of the earlier attempt",
        "procs/runs/dbo.usp_TakeOverRun.sql",
        "        EXECUTE dbo.usp_ClearRun @RunID = @RunID;\n",
        "        EXECUTE dbo.usp_LockRun @RunID = @RunID;\n",
        "test_usp_StartRun",
        "the next holder takes a run over and clears what it left",
    ),
    Mutant(
        "runs of other machines abandoned",
        "procs/runs/dbo.usp_StartRun.sql",
        "            WHERE r.EquipID = @EquipID\n            AND   r.Outcome = 'RUNNING'\n",
        "            WHERE r.Outcome = 'RUNNING'\n",
        "test_usp_StartRun",
        "other runs that an earlier holder began are abandoned",
    ),
    Mutant(
        "a run abandoned although its machine is held",
        "procs/runs/dbo.usp_AbandonStaleRuns.sql",
        "                AND   p.LeaseExpiresAt > @Now\n",
        "                AND   p.LeaseExpiresAt < @Now\n",
        "test_usp_AbandonStaleRuns",
        "a run that nobody holds is ended and its rows go",
    ),
    Mutant(
        "a failed coldstart in progress without having been PENDING",
        "procs/models/dbo.usp_MoveColdstart.sql",
        "                    ('FAILED', 'PENDING')\n",
        "                    ('FAILED', 'PENDING'),\n                    ('FAILED', 'IN_PROGRESS')\n",
        "test_usp_MoveColdstart",
        "FAILED does not become IN_PROGRESS",
    ),
    Mutant(
        "rows counted again",
        "procs/models/dbo.usp_UpdateColdstart.sql",
        "(@CountedEnd IS NULL OR @DataStartTime >= @CountedEnd)",
        "(@CountedEnd IS NULL OR @DataStartTime >= @CountedStart)",
        "test_usp_UpdateColdstart",
        "the same rows are not counted again",
    ),
    Mutant(
        "a tick waits for a reading behind its end",
        "procs/batches/dbo.usp_FindWindow.sql",
        "AND (@LastAt >= @WindowEnd OR",
        "AND (@LastAt > @WindowEnd OR",
        "test_usp_FindWindow",
        "a reading at the end makes the tick ready",
    ),
    Mutant(
        "leases that last are taken, those that ran out are not",
        "procs/batches/dbo.usp_TakeNextLease.sql",
        "p.LeaseExpiresAt <= @Now",
        "p.LeaseExpiresAt >= @Now",
        "test_usp_TakeNextLease",
        "one that is held is passed over",
    ),
    Mutant(
        "the version before is not remembered",
        "procs/models/dbo.usp_ActivateModelVersion.sql",
        "PreviousVersion = t.Version",
        "PreviousVersion = s.Version",
        "test_usp_ActivateModelVersion",
        "the version replaced is remembered",
    ),
    Mutant(
        "the scorer's state goes back in time",
        "procs/results/dbo.usp_WriteScorerState.sql",
        "WHEN MATCHED AND s.AsOf >= t.AsOf THEN",
        "WHEN MATCHED THEN",
        "test_usp_WriteScorerState",
        "an earlier state is left out",
    ),
    Mutant(
        "the mark of a good reading stays",
        "procs/ingest/dbo.usp_CommitPayloads.sql",
        "WHEN MATCHED AND s.QualityCode IS NULL THEN",
        "WHEN MATCHED AND 1 = 0 THEN",
        "test_usp_CommitPayloads",
        "a good reading takes its mark away and another changes it",
    ),
    Mutant(
        "the row at the edge of the period deleted",
        "procs/operations/dbo.usp_DeleteSeries.sql",
        "        FROM dbo.ACM_HealthTimeline AS t\n        WHERE t.EquipID = @EquipID\n"
        "        AND   t.Timestamp < @Cutoff;",
        "        FROM dbo.ACM_HealthTimeline AS t\n        WHERE t.EquipID = @EquipID\n"
        "        AND   t.Timestamp <= @Cutoff;",
        "test_usp_ApplyRetention",
        "rows before the period go and the row at its edge stays",
    ),
    Mutant(
        "values of other tags held against a load",
        "procs/audit/dbo.usp_ValidateBatch.sql",
        "IIF(@SpanValues >= b.ValueCount",
        "IIF(@SpanValues = b.ValueCount",
        "test_usp_ValidateBatch",
        "where another load has rows in the span the sum is not compared",
    ),
    Mutant(
        "what a later load corrected held against an earlier one",
        "procs/audit/dbo.usp_ValidateBatch.sql",
        "                    WHEN @LaterRows > 0 THEN 'SKIPPED'\n",
        "",
        "test_usp_ValidateBatch",
        "a load is not blamed for what a later one has corrected",
    ),
    Mutant(
        "the rows of any other load taken for later ones",
        "procs/equipment/dbo.usp_BuildUpkeepProcedures.sql",
        "\n    AND   t.LoadedAt >= COALESCE(@LoadedAt, @RecordedAt);",
        ";",
        "test_usp_ValidateBatch",
        "another sum fails where the other rows are those of an earlier load",
    ),
    Mutant(
        "the figures of the source left out of the load",
        "procs/equipment/dbo.usp_BuildLoadProcedure.sql",
        "IF @SourceName IS NOT NULL",
        "IF 1 = 0",
        "test_usp_BuildLoadProcedure",
        "the figures of a source are stored with its load",
    ),
    Mutant(
        "a training that moves the watermark",
        "procs/batches/dbo.usp_SetClaim.sql",
        "IIF(@WindowStart IS NULL AND @Stage <> 'TRAIN', 1, 0)",
        "IIF(@WindowStart IS NULL, 1, 0)",
        "test_usp_SetClaim",
        "a training that is asked for comes first and does not move the watermark",
    ),
    Mutant(
        "a model put in force though it did worse",
        "procs/runs/dbo.usp_FinalizeRun.sql",
        "q.Decision = 'KEPT'), 0, 1)",
        "q.Decision = 'KEPT'), 1, 1)",
        "test_usp_FinalizeRun",
        "a model that did worse is stored beside the one in force",
    ),
    Mutant(
        "a model trained on rows that nobody has scored",
        "procs/batches/dbo.usp_FindTraining.sql",
        "IF @WindowEnd IS NULL OR @WindowEnd > @Watermark",
        "IF @WindowEnd IS NULL",
        "test_usp_FindTraining",
        "rows that are not scored yet are waited for",
    ),
)
