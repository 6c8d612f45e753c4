-- AlterTable
ALTER TABLE "Rule" ADD COLUMN     "dataClasses" TEXT[],
ADD COLUMN     "outsideHours" JSONB;
UPDATE "Rule" SET "dataClasses" = '{}' WHERE "dataClasses" IS NULL;
