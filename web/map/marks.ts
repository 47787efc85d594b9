// Marks of assets, drawn on a canvas. Shape tells the state: an arrow moves, a disc stands, a broken ring is silent.
import type { Map as MapLibre } from "maplibre-gl";
import type { Palette } from "./palette.js";

const SIZE_PX = 34;
const SCALE = 2;

export type Mark = "moving" | "standing" | "silent" | "chosen-moving" | "chosen-standing" | "chosen-silent";

function draw(mark: Mark, colour: Palette): ImageData {
  const canvas = new OffscreenCanvas(SIZE_PX * SCALE, SIZE_PX * SCALE);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas in this browser");
  pen.scale(SCALE, SCALE);
  pen.translate(SIZE_PX / 2, SIZE_PX / 2);
  pen.lineJoin = "round";
  const isChosen = mark.startsWith("chosen-");
  if (isChosen) {
    pen.strokeStyle = colour["alarm"];
    pen.lineWidth = 3;
    circle(pen, 14.5);
    pen.stroke();
  }
  pen.fillStyle = isChosen ? colour["alarm"] : colour["map-asset"];
  pen.strokeStyle = colour["map-halo"];
  pen.lineWidth = 2;
  if (mark.endsWith("moving")) {
    pen.beginPath();
    pen.moveTo(0, -11);
    pen.lineTo(8, 9);
    pen.lineTo(0, 5);
    pen.lineTo(-8, 9);
    pen.closePath();
    pen.fill();
    pen.stroke();
  } else if (mark.endsWith("standing")) {
    circle(pen, 7);
    pen.fill();
    pen.stroke();
  } else {
    circle(pen, 7);
    pen.fillStyle = colour["map-halo"];
    pen.fill();
    pen.strokeStyle = isChosen ? colour["alarm"] : colour["due"];
    pen.lineWidth = 3;
    pen.setLineDash([4, 3.3]);
    pen.stroke();
  }
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function circle(pen: OffscreenCanvasRenderingContext2D, radius: number): void {
  pen.beginPath();
  pen.arc(0, 0, radius, 0, 2 * Math.PI);
}

export function addMarks(map: MapLibre, colour: Palette): void {
  for (const mark of ["moving", "standing", "silent", "chosen-moving", "chosen-standing", "chosen-silent"] as const) {
    if (map.hasImage(mark)) map.removeImage(mark);
    map.addImage(mark, draw(mark, colour), { pixelRatio: SCALE });
  }
}
